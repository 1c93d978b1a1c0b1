using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace DsCnn.Cli;

/// <summary>Options of every command.</summary>
internal static class GeneralOptions
{
    internal const string Heading = "General";

    private const string Quiet = "--quiet";
    private const string Verbose = "--verbose";

    internal static void AddTo(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new Option<bool>(Quiet, "-q") { Description = "Write results and errors only, not how far the work is", Recursive = true });
        root.Options.Add(new Option<bool>(Verbose, "-v") { Description = "Say more: versions, progress also beside --json, where an error comes from", Recursive = true });
        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpAction(), Description = "Show what a command does and takes", Recursive = true });
    }

    internal static bool IsQuiet(ParseResult parsed) => parsed.GetValue<bool>(Quiet);

    internal static bool IsVerbose(ParseResult parsed) => parsed.GetValue<bool>(Verbose);

    private sealed class HelpAction : SynchronousCommandLineAction
    {
        public override bool Terminating => true;

        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            HelpText.Write(parseResult.RootCommandResult.Command, parseResult.CommandResult.Command);
            return 0;
        }
    }
}
