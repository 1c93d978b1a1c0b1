using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Shows in one line how far work of some seconds is, where somebody watches: on the standard error output, which results never go to.</summary>
internal static class StatusDisplay
{
    /// <summary>Does the work.</summary>
    /// <param name="title">What it is, until it says more.</param>
    /// <param name="describe">A report in words.</param>
    /// <param name="work">The work; it reports to what it is given, or to nobody.</param>
    /// <returns>What the work gives.</returns>
    internal static TResult Run<TProgress, TResult>(string title, Func<TProgress, string> describe, Func<IProgress<TProgress>?, TResult> work)
    {
        IAnsiConsole console = ToolConsole.Error;
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? console.Status().Start(title, context => work(new Receiver<TProgress>(context, describe)))
            : work(null);
    }

    private sealed class Receiver<TProgress>(StatusContext context, Func<TProgress, string> describe) : IProgress<TProgress>
    {
        public void Report(TProgress value) => context.Status(describe(value));
    }
}
