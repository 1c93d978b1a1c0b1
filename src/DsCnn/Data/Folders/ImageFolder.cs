using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Labeled images from a folder with one subfolder per class: <c>CLASS/*.png</c>, jpg, jpeg, bmp, webp and gif (the first frame).</summary>
/// <remarks>
/// Labels follow the ordinal order of the folders' names, images the ordinal order of their paths; subfolders of a class folder
/// belong to the class, links are followed. Hidden files, other extensions, system folders and the output of training runs are left out, and counted.
/// Images are turned upright (EXIF), put on white where they are transparent, and brought to one size, where one is asked for, by
/// scaling the short side and cutting the middle out of the long one (bilinear with antialiasing, as torchvision does).
/// Color profiles are not applied.
/// </remarks>
/// <example><code>
/// var options = new ImageFolderOptions { Height = 224, Width = 224, Unreadable = UnreadableImages.Skip };
/// ImageFolder images = ImageFolder.Load("flowers/train", options);
/// Console.WriteLine($"{images.Count} images of {images.ClassNames.Count} classes, left out {images.LeftOut}");
/// </code></example>
public sealed class ImageFolder : IImageSource
{
    private readonly ImmutableArray<ClassFolders.LabeledFile> _files;
    private readonly byte[]?[] _kept;
    private readonly int _maxPixels;

    internal ImageFolder(
        ClassFolders folders, InputSpec shape, ImmutableArray<ClassFolders.LabeledFile> files, byte[]?[] kept,
        ImmutableArray<UnreadableImage> unreadable, int maxPixels)
    {
        Folder = folders.Folder;
        ClassNames = folders.ClassNames;
        Shape = shape;
        Unreadable = unreadable;
        LeftOut = folders.LeftOut;
        _files = files;
        _kept = kept;
        ImagesInMemory = kept.Count(pixels => pixels is not null);
        _maxPixels = maxPixels;
    }

    /// <summary>The folder that was read.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public int Count => _files.Length;

    /// <inheritdoc/>
    public InputSpec Shape { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The files that were left out because they could not be decoded.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; }

    /// <summary>The files that were left out because they are no images of a class.</summary>
    public LeftOutFiles LeftOut { get; }

    /// <summary>What should be known of how it was read: folders whose names differ from a class only in case, images of which little is left; a line each.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>How many images are kept in memory; the others are decoded each time they are used.</summary>
    public int ImagesInMemory { get; }

    /// <summary>Decodes every file of a folder once, on all cores, and keeps the pixels as far as the memory limit allows.</summary>
    /// <param name="folder">Holds one folder per class.</param>
    /// <param name="options">Size, channels, classes and limits. Default: what the images have.</param>
    /// <param name="progress">Told about once per percent, in order, from the threads that decode.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>The images.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">
    /// There are fewer than two class folders, one without images, one that is no class, two whose names differ only in case, or images of different sizes.
    /// </exception>
    /// <exception cref="UnreadableImagesException">
    /// A file cannot be decoded and <see cref="ImageFolderOptions.Unreadable"/> does not say to skip it, or a class has no other files.
    /// </exception>
    /// <exception cref="DllNotFoundException">The application brings no native library of SkiaSharp.</exception>
    public static ImageFolder Load(
        string folder, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        ClassFolders folders = ClassFolders.Find(folder, options, cancellationToken);
        ImageLibrary.EnsureLoaded();
        return new ImageFolderLoader(folders, options, progress, cancellationToken).Load();
    }

    /// <summary>Decodes files that something else lists, as if they were one class.</summary>
    /// <param name="list">What lists them, for messages.</param>
    /// <param name="files">Their paths.</param>
    /// <param name="options">Size, channels and limits.</param>
    /// <param name="progress">As in <see cref="Load"/>.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    internal static ImageFolder LoadFiles(
        string list, IEnumerable<string> files, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        ImageLibrary.EnsureLoaded();
        var all = new ClassFolders(list, ["all"], [.. files.Select(path => new ClassFolders.LabeledFile(path, Label: 0))], LeftOutFiles.None, []);
        return new ImageFolderLoader(all, options, progress, cancellationToken).Load();
    }

    /// <summary>The file of an image.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>Its path, beginning with <see cref="Folder"/>.</returns>
    public string GetPath(int index) => _files[index].Path;

    /// <inheritdoc/>
    public int GetLabel(int index) => _files[index].Label;

    /// <summary>The file of an image, below <see cref="Folder"/>.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>Its path from the folder on.</returns>
    public string GetName(int index) => Path.GetRelativePath(Folder, _files[index].Path);

    /// <inheritdoc/>
    /// <exception cref="UnreadableImagesException">The file has gone or broken since the folder was loaded.</exception>
    public void CopyPixels(int index, Span<byte> pixels)
    {
        pixels = pixels[..Shape.Shape.Elements];
        if (_kept[index] is { } kept)
        {
            PlanarImage.Spread(kept, pixels);
            return;
        }

        string path = _files[index].Path;
        try
        {
            ImageFile.Decode(path, Shape, _maxPixels, pixels);
        }
        catch (Exception failure) when (ImageFile.IsUnreadable(failure))
        {
            throw new UnreadableImagesException(
                "A file that could be read when its folder was loaded cannot be read any more",
                [new UnreadableImage { Path = path, Reason = failure.Message }], inner: failure);
        }
    }
}
