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
    internal static Process Start(IEnumerable<string> args, params (string Name, string Value)[] environment)
    {
        string tool = Path.Combine(AppContext.BaseDirectory, "DsCnn.Cli.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", tool, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
