using Spectre.Console;

namespace DsCnn.Cli;

/// <summary>Shows how far the reading of images is, where somebody watches: on the standard error output, which results never go to.</summary>
internal static class ReadingDisplay
{
    internal static T Run<T>(Func<IProgress<ImageLoadProgress>?, T> read)
    {
        IAnsiConsole console = ToolConsole.Error;
        return console.Profile.Out.IsTerminal && console.Profile.Capabilities.Ansi
            ? console.Status().Start("Reading images", context => read(new Receiver(context)))
            : read(null);
    }

    private sealed class Receiver(StatusContext context) : IProgress<ImageLoadProgress>
    {
        public void Report(ImageLoadProgress value) =>
            context.Status(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Reading images: {value.Done:N0} of {value.Total:N0}"));
    }
}
