using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace DsCnn.Cli;

/// <summary>Options that every command has.</summary>
internal static class GeneralOptions
{
    internal const string Heading = "General";

    private const string Quiet = "--quiet";
    private const string Verbose = "--verbose";
    private const string Config = "--config";

    internal static void AddTo(RootCommand root)
    {
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new Option<bool>(Quiet, "-q") { Description = "Print results and errors only, no progress", Recursive = true });
        root.Options.Add(new Option<bool>(Verbose, "-v") { Description = "Print more: versions, progress with --json too, and where an error comes from", Recursive = true });
        root.Options.Add(new Option<FileInfo>(Config)
        {
            Description = "Read options from a JSON file, such as the run.json of an earlier run; the command line takes precedence",
            HelpName = "FILE",
            Recursive = true,
        });
        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpAction(), Description = "Show help and usage", Recursive = true });
    }

    /// <summary>The file with further options, or null.</summary>
    internal static string? ConfigOf(ParseResult parsed) => parsed.GetResult(Config) is OptionResult { Tokens: [.., Token file] } ? file.Value : null;

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
