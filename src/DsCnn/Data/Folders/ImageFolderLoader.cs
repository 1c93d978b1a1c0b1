using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>Reads a folder: first the sizes, if they are not given, then every file once.</summary>
internal sealed class ImageFolderLoader(
    ClassFolders folders, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
{
    private readonly ImmutableArray<ClassFolders.LabeledFile> _files = folders.Files;
    private readonly bool[] _isMostlyCut = new bool[folders.Files.Length];
    private readonly string?[] _reasons = new string?[folders.Files.Length];
    private readonly byte[]?[] _kept = new byte[folders.Files.Length][];
    private readonly Lock _progressLock = new();
    private long _keptBytes;
    private int _colored;
    private int _done;

    internal ImageFolder Load()
    {
        (int height, int width) = ResolveSize();
        ForEachFile(i => Decode(i, height, width), ReportOneMore);
        ImmutableArray<UnreadableImage> unreadable = [.. UnreadableFiles()];
        RefuseUnreadable(unreadable);

        int channels = options.Channels ?? (_colored > 0 ? 3 : 1);
        int[] readable = [.. Enumerable.Range(0, _files.Length).Where(i => _reasons[i] is null)];
        return new ImageFolder(
            folders, new InputSpec(channels, height, width), [.. readable.Select(i => _files[i])], [.. readable.Select(i => _kept[i])],
            unreadable, options.MaxPixels)
        {
            Remarks = [.. folders.Remarks, .. Cut(height, width)],
        };
    }

    /// <summary>Users should know about pictures that are mostly cropped away before they train a network on them.</summary>
    private IEnumerable<string> Cut(int height, int width)
    {
        int cut = _isMostlyCut.Count(isCut => isCut);
        if (cut > 0)
        {
            yield return ErrorText.OneLine(
                $"{Quantity.Of(cut, "image")} of {Quantity.Exact(_files.Length)} in {folders.Folder} {(cut == 1 ? "loses" : "lose")} more than half: only the middle of the long side is kept for " +
                $"{height} x {width}, such as of {_files[Array.IndexOf(_isMostlyCut, true)].Path}");
        }
    }

    private (int Height, int Width) ResolveSize()
    {
        if (options is { Height: { } givenHeight, Width: { } givenWidth })
            return Checked(givenHeight, givenWidth);

        var sizes = new (int Height, int Width)[_files.Length];
        ForEachFile(i => sizes[i] = ImageFile.ReadSize(_files[i].Path, options.MaxPixels));
        int first = Array.FindIndex(_reasons, reason => reason is null);
        if (first < 0)
            throw new UnreadableImagesException(NoneOf(_files.Length, $"in {folders.Folder}"), UnreadableFiles());

        if (options is { Height: null, Width: null, ChooseSize: { } choose })
        {
            (int height, int width) = choose([.. sizes.Where((_, i) => _reasons[i] is null)]);
            return height > 0 && width > 0
                ? Checked(height, width)
                : throw new InvalidOperationException($"ChooseSize must return positive numbers of rows and columns. Received: {height} x {width}.");
        }

        for (int i = first; i < sizes.Length; i++)
        {
            bool differs = (options.Height is null && sizes[i].Height != sizes[first].Height)
                || (options.Width is null && sizes[i].Width != sizes[first].Width);
            if (_reasons[i] is null && differs)
            {
                throw new InvalidDataException(ErrorText.OneLine(
                    "Images of different sizes need a common height and width: " +
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
        PlanarImage decoded = ImageFile.Decode(_files[index].Path, options.MaxPixels);
        _isMostlyCut[index] = Resampler.KeptShare((decoded.Height, decoded.Width), height, width) < Resampler.MostlyCut;
        PlanarImage image = decoded.To(options.Channels, height, width);
        if (image.Channels > 1)
            Interlocked.Exchange(ref _colored, 1);
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

    private static string NoneOf(int images, string which) =>
        images == 1 ? $"The only image {which} cannot be read" : $"None of the {images} images {which} can be read";

    private IEnumerable<UnreadableImage> UnreadableFiles() =>
        _reasons.Index().Where(r => r.Item is not null).Select(r => new UnreadableImage { Path = _files[r.Index].Path, Reason = r.Item! });

    private void RefuseUnreadable(ImmutableArray<UnreadableImage> unreadable)
    {
        if (options.Unreadable == UnreadableImages.Fail && !unreadable.IsEmpty)
        {
            throw new UnreadableImagesException(
                $"{Quantity.Exact(unreadable.Length)} of {Quantity.Of(_files.Length, "image")} in {folders.Folder} cannot be read", unreadable,
                " Fix or remove them, or choose to skip unreadable images.");
        }

        foreach (IGrouping<int, int> oneClass in Enumerable.Range(0, _files.Length).GroupBy(i => _files[i].Label))
        {
            if (oneClass.All(i => _reasons[i] is not null))
            {
                throw new UnreadableImagesException(
                    NoneOf(oneClass.Count(), $"of class {folders.ClassNames[oneClass.Key]} in {folders.Folder}"),
                    oneClass.Select(i => new UnreadableImage { Path = _files[i].Path, Reason = _reasons[i]! }));
            }
        }
    }
}
