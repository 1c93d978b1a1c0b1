using System.ComponentModel;
using System.Diagnostics;

namespace DsCnn.Tests;

/// <summary>Python with the onnx package, whose checker is the format's reference. Only tests need it, and they can do without.</summary>
internal static class PythonOnnx
{
    /// <summary>The interpreter, or null where none has the package.</summary>
    internal static string? Interpreter { get; } = new[] { "python3", "/usr/bin/python3" }.FirstOrDefault(python => Run(python, "import onnx").ExitCode == 0);

    internal static (int ExitCode, string Output) Run(string python, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(python, ["-c", program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (Win32Exception)
        {
            return (-1, "");
        }
    }
}
