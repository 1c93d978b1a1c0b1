using System.Diagnostics;

namespace DsCnn.Packages.Tests;

/// <summary>Runs a program in a folder, and shows what it said where it fails.</summary>
internal sealed class Command(string program, string folder) : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(10);

    private readonly List<Process> _started = [];

    /// <summary>What differs from this process's environment; null takes a variable away.</summary>
    internal Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Runs to the end and returns what was printed.</summary>
    internal string Run(params string[] arguments)
    {
        using Process process = Process.Start(StartInfo(arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(_patience);
        if (!ended)
            process.Kill(entireProcessTree: true);

        Task.WhenAll(output, errors).Wait(TimeSpan.FromSeconds(10));
        string said = $"{program} {string.Join(' ', arguments)} printed:\n{(output.IsCompleted ? output.Result : "")}{(errors.IsCompleted ? errors.Result : "")}";
        ended.Should().BeTrue("{0}", said);
        process.ExitCode.Should().Be(0, "{0}", said);
        return output.Result;
    }

    /// <summary>Starts a program that runs until this is disposed of; returns what it prints, line by line.</summary>
    internal StreamReader Start(params string[] arguments)
    {
        ProcessStartInfo info = StartInfo(arguments);
        info.RedirectStandardError = false;
        Process process = Process.Start(info)!;
        _started.Add(process);
        return process.StandardOutput;
    }

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            process.Dispose();
        }
    }

    private ProcessStartInfo StartInfo(string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in Environment)
            info.Environment[name] = value;
        // Build servers live on, hold the output pipes open and keep the folders in use.
        info.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        info.Environment["UseSharedCompilation"] = "false";
        return info;
    }
}
