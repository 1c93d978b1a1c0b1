using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn help</c>: the same as <c>--help</c>, for those who try this first.</summary>
internal static class HelpCommand
{
    internal static ToolCommand Create()
    {
        var about = new Argument<string?>("COMMAND") { Description = "The command to explain", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand("help", "Explains a command, or lists them all.") { about };
        command.SetAction(parsed =>
        {
            Command root = parsed.RootCommandResult.Command;
            string? name = parsed.GetValue(about);
            HelpText.Write(root, name is null ? root : UnknownWords.Find(root, name));
            return 0;
        });
        return command;
    }
}
