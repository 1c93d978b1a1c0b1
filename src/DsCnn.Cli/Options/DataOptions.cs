using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>Which images a command works on.</summary>
internal sealed class DataOptions
{
    private const int NamedFiles = 3;

    private readonly Option<string> _data = new("--data")
    {
        Description = "fashion-mnist, or a folder with train/CLASS/* and test/CLASS/*, with CLASS/*, with IDX files or with CIFAR's",
        HelpName = "DATA",
        Required = true,
    };

    private readonly Option<bool> _skipUnreadable = new("--skip-unreadable") { Description = "Leave images out that cannot be read, instead of stopping" };

    internal void AddTo(Command command)
    {
        command.Options.Add(_data);
        command.Options.Add(_skipUnreadable);
    }

    internal string NameOf(ParseResult parsed) => parsed.GetRequiredValue(_data);

    /// <summary>Reads the images, and names those that were left out on the standard error output.</summary>
    internal ImageDataSet Open(ParseResult parsed, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        ImageFolderOptions reading = options with
        {
            Unreadable = parsed.GetValue(_skipUnreadable) ? UnreadableImages.Skip : UnreadableImages.Fail,
        };
        ImageDataSet data = ReadingDisplay.Run(progress => Open(NameOf(parsed), reading, progress, cancellationToken));
        foreach (ImageFolder folder in new[] { data.Train, data.Validation, data.Test }.OfType<ImageFolder>())
            ReportLeftOut(folder);
        return data;
    }

    private static ImageDataSet Open(string name, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            return ImageDataSet.Open(name, options, progress, cancellationToken);
        }
        catch (UnreadableImagesException unreadable) when (options.Unreadable == UnreadableImages.Fail)
        {
            throw new IOException($"{unreadable.Message} (--skip-unreadable)", unreadable);
        }
    }

    private static void ReportLeftOut(ImageFolder folder)
    {
        if (folder.Unreadable.Count == 0)
            return;
        string more = folder.Unreadable.Count > NamedFiles ? $", and {folder.Unreadable.Count - NamedFiles} more" : "";
        ErrorMessage.Write($"left out {folder.Unreadable.Count} unreadable images: {string.Join(", ", folder.Unreadable.Take(NamedFiles))}{more}");
    }
}
