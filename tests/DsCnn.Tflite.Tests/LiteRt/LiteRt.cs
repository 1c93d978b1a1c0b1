using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DsCnn.Tests;

/// <summary>LiteRT in Node, the engine that .tflite files on phones and in browsers end in. Only tests need it, and they can do without.</summary>
internal static class LiteRt
{
    /// <summary>Where run.mjs is, and what `npm ci` brings there.</summary>
    private static readonly string _folder = typeof(LiteRt).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "LiteRt").Value!;

    /// <summary>Why there is none here, or null.</summary>
    internal static string? Missing { get; } =
        !Directory.Exists(Path.Combine(_folder, "node_modules", "@litertjs", "core")) ? "There is no LiteRT here: `npm ci` in tests/DsCnn.Tflite.Tests/LiteRt brings it."
        : Node(["--version"], "").ExitCode != 0 ? "There is no Node here, which runs LiteRT."
        : null;

    /// <summary>Runs files that take and give numbers.</summary>
    /// <param name="jobs">Each file with what it takes, N x H x W x C.</param>
    /// <returns>What each gives.</returns>
    internal static List<float[]> Run(IReadOnlyCollection<(byte[] File, float[] Input)> jobs)
    {
        using var folder = new TemporaryFolder();
        var list = jobs.Select((job, i) => new { model = Write($"{i}.tflite", job.File), input = Write($"{i}.input", MemoryMarshal.AsBytes(job.Input.AsSpan())), output = folder.File($"{i}.output") }).ToList();
        (int exitCode, string errors) = Node([Path.Combine(_folder, "run.mjs")], JsonSerializer.Serialize(list));
        exitCode.Should().Be(0, errors);
        return [.. list.Select(job => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(job.output)).ToArray())];

        string Write(string name, ReadOnlySpan<byte> bytes)
        {
            File.WriteAllBytes(folder.File(name), bytes);
            return folder.File(name);
        }
    }

    private static (int ExitCode, string Errors) Node(string[] arguments, string input)
    {
        var start = new ProcessStartInfo("node", arguments) { RedirectStandardError = true, RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            process.WaitForExit();
            _ = output.Result;
            return (process.ExitCode, errors.Result);
        }
        catch (Win32Exception)
        {
            return (-1, "");
        }
    }
}
