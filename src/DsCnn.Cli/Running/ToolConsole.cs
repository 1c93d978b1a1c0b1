using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Spectre's console on the current standard output; Spectre's own would keep the output that it first saw.</summary>
internal static class ToolConsole
{
    internal static IAnsiConsole Output
    {
        get
        {
            IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
            // A file or a pipe should not receive wrapped tables.
            if (Console.IsOutputRedirected)
                console.Profile.Width = short.MaxValue;
            return console;
        }
    }
}
