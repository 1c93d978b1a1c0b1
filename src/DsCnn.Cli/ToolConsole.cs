using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Spectre's consoles on the process's two outputs as they are now; Spectre's own would keep the output it first saw.</summary>
internal static class ToolConsole
{
    internal static IAnsiConsole Output => Create(Console.Out);

    internal static IAnsiConsole Error => Create(Console.Error);

    private static IAnsiConsole Create(TextWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
}
