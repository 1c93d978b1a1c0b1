using System.Diagnostics;

namespace DsCnn.Cli.Tests;

/// <summary>Runs command lines, in this process or in one of their own, and catches what they write.</summary>
internal static class Tool
{
    internal static (int ExitCode, string Output, string Error) Run(params string[] args) => Run(CancellationToken.None, args);

    /// <summary>Runs a command line quietly: whether work lasts long enough to be shown depends on the machine.</summary>
    internal static (int ExitCode, string Output, string Error) Run(CancellationToken cancellationToken, params string[] args) =>
        RunAsItIs(cancellationToken, args is [[>= 'a' and <= 'z', ..], ..] ? ["-q", .. args] : args);

    internal static (int ExitCode, string Output, string Error) RunAsItIs(CancellationToken cancellationToken, params string[] args)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using var outputText = new StringWriter();
        using var errorText = new StringWriter();
        try
        {
            Console.SetOut(outputText);
            Console.SetError(errorText);
            return (CommandLine.RunAsync(args, cancellationToken).GetAwaiter().GetResult(), outputText.ToString(), errorText.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    /// <summary>Starts the tool as people do.</summary>
    internal static Process Start(IEnumerable<string> args, params (string Name, string Value)[] environment) => StartBy([], args, environment);

    /// <summary>Starts the tool by another program and its arguments, or by itself where there are none.</summary>
    internal static Process StartBy(IEnumerable<string> launcher, IEnumerable<string> args, params (string Name, string Value)[] environment)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "DsCnn.Cli.dll");
        string[] words = [.. launcher, "dotnet", "exec", tool, .. args];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Sends a signal, such as TERM, to a process.</summary>
    internal static async Task SignalAsync(string signal, int process)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process}"]);
        await kill.WaitForExitAsync();
    }
}
