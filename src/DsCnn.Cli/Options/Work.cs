using System.CommandLine;
using System.CommandLine.Parsing;

namespace DsCnn.Cli;

/// <summary>Shows how far the tool's work is: on the standard error output, which results never go to.</summary>
internal static class Work
{
    /// <summary>What work reports to. Beside a result for programs, it is only shown where somebody watches.</summary>
    internal static ConsoleProgress Progress(ParseResult parsed)
    {
        bool isShown = parsed.GetResult("--json") is not OptionResult { Implicit: false } || !Console.IsErrorRedirected || GeneralOptions.IsVerbose(parsed);
        return new ConsoleProgress(isShown && !GeneralOptions.IsQuiet(parsed) ? Console.Error : TextWriter.Null);
    }

    /// <summary>Does some work.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="what">What the work is, such as "Reading images".</param>
    /// <param name="work">The work; it reports to what it is given, or not.</param>
    /// <returns>What the work gives.</returns>
    internal static T Run<T>(ParseResult parsed, string what, Func<ConsoleProgress, T> work)
    {
        ConsoleProgress progress = Progress(parsed);
        progress.Begin(what);
        try
        {
            return work(progress);
        }
        finally
        {
            progress.Clear();
        }
    }
}
