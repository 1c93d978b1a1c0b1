using System.Collections.Immutable;

namespace DsCnn;

/// <summary>One reading of a folder: sizes first where they are not given, then every file once.</summary>
internal sealed class ImageFolderLoader(
    ClassFolders folders, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
{
    private readonly ImmutableArray<ClassFolders.File> _files = folders.Files;
    private readonly string?[] _reasons = new string?[folders.Files.Length];
    private readonly byte[]?[] _kept = new byte[folders.Files.Length][];
    private readonly Lock _progressLock = new();
    private long _keptBytes;
    private int _coloured;
    private int _done;

    internal ImageFolder Load()
    {
        (int height, int width) = ResolveSize();
        ForEachFile(i => Decode(i, height, width), ReportOneMore);
        ImmutableArray<UnreadableImage> unreadable = [.. UnreadableFiles()];
        RefuseUnreadable(unreadable);

        int channels = options.Channels ?? (_coloured > 0 ? 3 : 1);
        int[] readable = [.. Enumerable.Range(0, _files.Length).Where(i => _reasons[i] is null)];
        return new ImageFolder(
            folders, new InputSpec(channels, height, width), [.. readable.Select(i => _files[i])], [.. readable.Select(i => _kept[i])],
            unreadable, options.MaxPixels);
    }

    private (int Height, int Width) ResolveSize()
    {
        if (options is { Height: { } givenHeight, Width: { } givenWidth })
            return Checked(givenHeight, givenWidth);

        var sizes = new (int Height, int Width)[_files.Length];
        ForEachFile(i => sizes[i] = ImageFile.ReadSize(_files[i].Path, options.MaxPixels));
        int first = Array.FindIndex(_reasons, reason => reason is null);
        if (first < 0)
            throw new UnreadableImagesException($"None of the {_files.Length} images in {folders.Folder} can be read", UnreadableFiles());

        if (options is { Height: null, Width: null, ChoosesSize: true })
        {
            (int height, int width) = Recommended.ImageSize([.. sizes.Where((_, i) => _reasons[i] is null)]);
            return Checked(height, width);
        }

        for (int i = first; i < sizes.Length; i++)
        {
            bool differs = (options.Height is null && sizes[i].Height != sizes[first].Height)
                || (options.Width is null && sizes[i].Width != sizes[first].Width);
            if (_reasons[i] is null && differs)
            {
                if (options is { Height: null, Width: null, SizeIfMixed: { } size })
                    return Checked(size.Height, size.Width);
                throw new InvalidDataException(ErrorText.OneLine(
                    "Images of different sizes need a height and a width to be brought to: " +
                    $"{_files[first].Path} is {sizes[first].Height} x {sizes[first].Width}, {_files[i].Path} is {sizes[i].Height} x {sizes[i].Width} (rows x columns)."));
            }
        }

        return Checked(options.Height ?? sizes[first].Height, options.Width ?? sizes[first].Width);
    }

    private (int Height, int Width) Checked(int height, int width) =>
        (long)height * width <= options.MaxPixels
            ? (height, width)
            : throw new InvalidDataException($"Images of {height} x {width} pixels are larger than the {options.MaxPixels} pixels of MaxPixels.");

    private void Decode(int index, int height, int width)
    {
        PlanarImage image = ImageFile.Decode(_files[index].Path, options.MaxPixels).To(options.Channels, height, width);
        if (image.Channels > 1)
            Interlocked.Exchange(ref _coloured, 1);
        if (Interlocked.Add(ref _keptBytes, image.Pixels.Length) <= options.MemoryLimit)
            _kept[index] = image.Pixels;
        else
            Interlocked.Add(ref _keptBytes, -image.Pixels.Length);
    }

    private void ForEachFile(Action<int> read, Action? done = null) =>
        ParallelImages.For(_files.Length, i => Try(i, read, done), cancellationToken);

    private void Try(int index, Action<int> read, Action? done)
    {
        try
        {
            if (_reasons[index] is null)
                read(index);
        }
        catch (Exception failure) when (ImageFile.IsUnreadable(failure))
        {
            _reasons[index] = failure.Message;
        }

        done?.Invoke();
    }

    private void ReportOneMore()
    {
        if (progress is null)
            return;
        lock (_progressLock)
        {
            _done++;
            if (_done == _files.Length || _done % Math.Max(1, _files.Length / 100) == 0)
                progress.Report(new ImageLoadProgress { Done = _done, Total = _files.Length });
        }
    }

    private IEnumerable<UnreadableImage> UnreadableFiles() =>
        _reasons.Index().Where(r => r.Item is not null).Select(r => new UnreadableImage { Path = _files[r.Index].Path, Reason = r.Item! });

    private void RefuseUnreadable(ImmutableArray<UnreadableImage> unreadable)
    {
        if (options.Unreadable == UnreadableImages.Fail && !unreadable.IsEmpty)
        {
            throw new UnreadableImagesException(
                $"{unreadable.Length} of {_files.Length} images in {folders.Folder} cannot be read", unreadable,
                " Mend or remove them, or ask for unreadable images to be skipped.");
        }

        foreach (IGrouping<int, int> oneClass in Enumerable.Range(0, _files.Length).GroupBy(i => _files[i].Label))
        {
            if (oneClass.All(i => _reasons[i] is not null))
            {
                throw new UnreadableImagesException(
                    $"None of the {oneClass.Count()} images of class {folders.ClassNames[oneClass.Key]} in {folders.Folder} can be read",
                    oneClass.Select(i => new UnreadableImage { Path = _files[i].Path, Reason = _reasons[i]! }));
            }
        }
    }
}
