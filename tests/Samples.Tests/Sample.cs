using System.Diagnostics;

namespace DsCnn.Tests;

/// <summary>Runs samples as people do, and catches what they write.</summary>
internal static class Sample
{
    internal static string Model => Data("fashion-260k.safetensors");

    internal static string AnkleBoot => Data("ankle-boot.png");

    internal static string Pullover => Data("pullover.png");

    internal static (int ExitCode, string Output, string Error) Run(string name, params string[] args) =>
        Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. args]);

    internal static (int ExitCode, string Output, string Error) Start(string program, IEnumerable<string> args, string? folder = null)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
