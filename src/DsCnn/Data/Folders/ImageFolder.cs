using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Labeled images from a folder with one subfolder per class: <c>CLASS/*.png</c>, jpg, jpeg, bmp, webp and gif (the first frame).</summary>
/// <remarks>
/// Labels follow the ordinal order of the folders' names, images the ordinal order of their paths. Subfolders of a class folder
/// belong to the class; links are followed. Hidden files, other extensions, system folders and the output of training runs are left out and counted.
/// Images are rotated upright (EXIF), drawn on white if they are transparent and, if a size is requested, brought to it by
/// scaling the short side and cropping the middle of the long one (bilinear with antialiasing, as in torchvision).
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

    /// <summary>The files that were left out because they are not images of a class.</summary>
    public LeftOutFiles LeftOut { get; }

    /// <summary>Notes on how the folder was read: folders whose names differ from a class only by case, images that were mostly cropped away; one line each.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>The number of images kept in memory; the others are decoded each time they are used.</summary>
    public int ImagesInMemory { get; }

    /// <summary>Decodes every file of a folder once, on all cores, and keeps as many pixels as the memory limit allows.</summary>
    /// <param name="folder">A folder with one subfolder per class.</param>
    /// <param name="options">Size, channels, classes and limits. Default: those of the images.</param>
    /// <param name="progress">Called about once per percent, in order, from the decoding threads.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The images.</returns>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">
    /// There are fewer than two class folders, one without images, one that is not a class, two whose names differ only by case, or images of different sizes.
    /// </exception>
    /// <exception cref="UnreadableImagesException">
    /// A file cannot be decoded and <see cref="ImageFolderOptions.Unreadable"/> does not allow skipping it, or a class has no other files.
    /// </exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public static ImageFolder Load(
        string folder, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new ImageFolderOptions();
        ClassFolders folders = ClassFolders.Find(folder, options, cancellationToken);
        ImageLibrary.EnsureLoaded();
        return new ImageFolderLoader(folders, options, progress, cancellationToken).Load();
    }

    /// <summary>Decodes files from a list, as if they were one class.</summary>
    /// <param name="list">The list, for messages.</param>
    /// <param name="files">Their paths.</param>
    /// <param name="options">Size, channels and limits.</param>
    /// <param name="progress">As in <see cref="Load"/>.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    internal static ImageFolder LoadFiles(
        string list, IEnumerable<string> files, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        ImageLibrary.EnsureLoaded();
        var all = new ClassFolders(list, ["all"], [.. files.Select(path => new ClassFolders.LabeledFile(path, Label: 0))], LeftOutFiles.None, []);
        return new ImageFolderLoader(all, options, progress, cancellationToken).Load();
    }

    /// <summary>The file of an image.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>Its path, beginning with <see cref="Folder"/>.</returns>
    public string GetPath(int index) => _files[index].Path;

    /// <inheritdoc/>
    public int GetLabel(int index) => _files[index].Label;

    /// <summary>The file of an image, relative to <see cref="Folder"/>.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>Its path relative to the folder.</returns>
    public string GetName(int index) => Path.GetRelativePath(Folder, _files[index].Path);

    /// <inheritdoc/>
    /// <exception cref="UnreadableImagesException">The file has been deleted or damaged since the folder was loaded.</exception>
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
                "A file that was readable when its folder was loaded can no longer be read",
                [new UnreadableImage { Path = path, Reason = failure.Message }], inner: failure);
        }
    }
}
