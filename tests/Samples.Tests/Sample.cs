using System.Diagnostics;
using System.Reflection;

namespace DsCnn.Tests;

/// <summary>Runs samples as people do, and catches what they write.</summary>
internal static class Sample
{
    internal static string Repository { get; } = typeof(Sample).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    internal static string Model => Data("fashion-260k.safetensors");

    internal static string AnkleBoot => Data("ankle-boot.png");

    internal static string Pullover => Data("pullover.png");

    internal static (int ExitCode, string Output, string Error) Run(string name, params string[] args) =>
        Start("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, name + ".dll"), .. args]);

    /// <summary>Publishes it from nothing, beside what is being built and tested meanwhile; returns the folder.</summary>
    internal static string Publish(string name, string folder, params string[] options)
    {
        string output = Path.Combine(folder, "published");
        string project = Path.Combine(Repository, "samples", name);
        (int exitCode, string said, string error) = Start("dotnet", ["publish", project, "-c", "Release", "--artifacts-path", Path.Combine(folder, "artifacts"), "-o", output, "-p:UseSharedCompilation=false", "-nodeReuse:false", .. options]);
        exitCode.Should().Be(0, "{0}", said + error);
        return output;
    }

    internal static (int ExitCode, string Output, string Error) Start(string program, IEnumerable<string> args, string? folder = null)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        // What the runner of this test found out about its own SDK must not steer another one.
        foreach (string name in new[] { "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBuildSDKsPath", "MSBUILD_EXE_PATH" })
            start.Environment.Remove(name);
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    internal static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "samples", name);
}
