namespace DsCnn.Cli.Tests;

/// <summary>Runs a command line in this process and catches what it writes.</summary>
internal static class Tool
{
    internal static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        TextWriter output = Console.Out;
        TextWriter error = Console.Error;
        using var outputText = new StringWriter();
        using var errorText = new StringWriter();
        try
        {
            Console.SetOut(outputText);
            Console.SetError(errorText);
            return (CommandLine.Run(args), outputText.ToString(), errorText.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
