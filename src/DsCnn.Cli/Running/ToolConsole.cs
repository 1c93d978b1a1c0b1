using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Spectre's console on the standard output as it is now; Spectre's own would keep the output it first saw.</summary>
internal static class ToolConsole
{
    internal static IAnsiConsole Output
    {
        get
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
            // What reads a file or a pipe has no use for tables that are wrapped.
            if (Console.IsOutputRedirected)
                console.Profile.Width = short.MaxValue;
            return console;
        }
    }
}
