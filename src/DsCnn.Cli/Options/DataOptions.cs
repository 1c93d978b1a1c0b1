using System.CommandLine;

namespace DsCnn.Cli;

/// <summary>The images that a command works on.</summary>
internal sealed class DataOptions
{
    internal const string Name = "--data";

    private readonly Option<string> _data = new(Name)
    {
        Description = "fashion-mnist; a folder with train/CLASS/* and test/CLASS/*, with CLASS/*, with IDX files or with CIFAR files; or a CSV file (file,label,label)",
        HelpName = "DATA",
        Required = true,
    };

    private readonly Option<bool> _skipUnreadable = new("--skip-unreadable") { Description = "Skip images that cannot be read instead of stopping" };

    private readonly Option<int?> _maxPixels = PixelLimit.CreateOption();
    private readonly ReadingNotes _notes = new();

    internal void AddTo(ToolCommand command)
    {
        command.AddOptions("Images", _data, _skipUnreadable, _maxPixels);
    }

    /// <summary>For commands that read images in their own way.</summary>
    internal void AddNameTo(ToolCommand command) => command.AddOptions("Images", _data, _maxPixels);

    internal int? MaxPixels(ParseResult parsed) => parsed.GetValue(_maxPixels);

    internal string NameOf(ParseResult parsed) => parsed.GetRequiredValue(_data);

    /// <summary>Reads all images and reports on standard error what was left out.</summary>
    internal ImageDataSet Open(ParseResult parsed, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        ImageDataSet data = Read(parsed, options, (reading, progress) => ImageDataSet.Open(NameOf(parsed), reading, progress, cancellationToken));
        _notes.Write(data.LeftOut, data.Remarks, data.Train, data.Validation, data.Test);
        return data;
    }

    /// <summary>Reads the images to evaluate on and reports on standard error what was left out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="split">One of <see cref="MeasuredImages.Names"/>, or null for the first split that exists.</param>
    /// <param name="options">How to read them.</param>
    /// <param name="cancellationToken">Stops the reading between files.</param>
    internal MeasuredImages Open(ParseResult parsed, string? split, ImageFolderOptions options, CancellationToken cancellationToken)
    {
        if (split == MeasuredImages.All)
            return MeasuredImages.Of(Open(parsed, options, cancellationToken));
        ImageSplit images = Read(parsed, options, (reading, progress) => ImageDataSet.OpenSplit(
            NameOf(parsed), MeasuredImages.Split(split), reading, progress, cancellationToken));
        _notes.Write(images.LeftOut, images.Remarks, images.Images);
        return MeasuredImages.Of(images);
    }

    private T Read<T>(ParseResult parsed, ImageFolderOptions options, Func<ImageFolderOptions, IProgress<ImageLoadProgress>?, T> open)
    {
        ImageFolderOptions reading = options with
        {
            Unreadable = parsed.GetValue(_skipUnreadable) ? UnreadableImages.Skip : UnreadableImages.Fail,
            MaxPixels = parsed.GetValue(_maxPixels) ?? options.MaxPixels,
        };
        try
        {
            return Work.Run(parsed, "Reading images", progress => open(reading, progress));
        }
        catch (UnreadableImagesException unreadable) when (reading.Unreadable == UnreadableImages.Fail)
        {
            throw new IOException($"{unreadable.Message} (--skip-unreadable)", unreadable);
        }
    }
}
