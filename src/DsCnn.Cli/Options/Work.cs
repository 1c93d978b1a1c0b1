using System.CommandLine;
using System.CommandLine.Parsing;

namespace DsCnn.Cli;

/// <summary>Shows the progress of the tool on standard error, where results are never written.</summary>
internal static class Work
{
    /// <summary>The object to which work reports its progress. If the result is for programs, progress is shown only on a terminal.</summary>
    internal static ConsoleProgress Progress(ParseResult parsed)
    {
        bool isShown = parsed.GetResult("--json") is not OptionResult { Implicit: false } || !Console.IsErrorRedirected || GeneralOptions.IsVerbose(parsed);
        return new ConsoleProgress(isShown && !GeneralOptions.IsQuiet(parsed) ? Console.Error : TextWriter.Null);
    }

    /// <summary>Performs some work.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="what">What the work is, such as "Reading images".</param>
    /// <param name="work">The work; it may report progress to its argument.</param>
    /// <returns>The result of the work.</returns>
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
