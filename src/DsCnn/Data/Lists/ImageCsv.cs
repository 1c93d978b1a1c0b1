using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>Images listed in a CSV file, one per line: <c>file,label,label...</c>, with any number of labels.</summary>
/// <remarks>
/// CSV as in RFC 4180, in UTF-8; semicolons and tabs are also accepted as separators. File names are relative to the list. A first line that names no picture is a header. In the header, a column <c>split</c> contains
/// <c>train</c>, <c>validation</c> or <c>test</c>; if columns are called <c>label</c>, <c>class</c>, <c>tag</c> or <c>category</c>, others are not labels; columns with other names that contain
/// only 0 and 1 are the labels of those names. A cell may contain several labels, separated by ; or |. If every image of the file has exactly one label, labels are classes; otherwise each image may have any number of labels, including none. Labels are in the ordinal order
/// of their names, images in the order of the lines; images are read in the same way as by <see cref="ImageFolder"/>.
/// </remarks>
public sealed class ImageCsv : IImageSource
{
    private readonly LabelTable _table;
    private readonly ImageFolder _images;
    private readonly ImmutableArray<(LabelTable.Row Row, int Position)> _rows;

    private ImageCsv(LabelTable table, ImageFolder images, IEnumerable<(LabelTable.Row Row, int Position)> rows, IEnumerable<UnreadableImage> unreadable)
    {
        (_table, _images, _rows) = (table, images, [.. rows]);
        Unreadable = [.. unreadable];
    }

    /// <summary>The list that was read.</summary>
    public string ListPath => _table.Path;

    /// <inheritdoc/>
    public int Count => _rows.Length;

    /// <inheritdoc/>
    public InputSpec Shape => _images.Shape;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => _table.ClassNames;

    /// <inheritdoc/>
    public bool IsMultiLabel => _table.IsMultiLabel;

    /// <summary>The files that were left out because they are missing or could not be decoded.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; }

    /// <summary>Notes on how the list was read: cells interpreted as several labels, columns that were not read, images that were mostly cropped away; one line each.</summary>
    public IReadOnlyList<string> Remarks => [.. _table.Remarks, .. _images.Remarks];

    /// <summary>Reads the list, decodes every file once, on all cores, and keeps as many pixels as the memory limit allows; the list's splits are ignored.</summary>
    /// <param name="path">The list.</param>
    /// <param name="options">Size, channels, classes and limits. Default: those of the images.</param>
    /// <param name="progress">Called about once per percent, in order, from the decoding threads.</param>
    /// <param name="cancellationToken">Cancels between files.</param>
    /// <returns>The images.</returns>
    /// <exception cref="FileNotFoundException">The list does not exist.</exception>
    /// <exception cref="InvalidDataException">It is not a valid list, or its images have different sizes; the message says where.</exception>
    /// <exception cref="UnreadableImagesException">Files are missing or cannot be decoded, and <see cref="ImageFolderOptions.Unreadable"/> does not allow skipping them.</exception>
    /// <exception cref="DllNotFoundException">The application does not include SkiaSharp's native library.</exception>
    public static ImageCsv Load(
        string path, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageFolderOptions();
        var table = LabelTable.Read(path, options.ClassNames);
        return Load(table, table.Rows, options, progress, cancellationToken)(_ => true);
    }

    /// <summary>Reads all splits, with the same size for all.</summary>
    internal static ImageDataSet LoadSplits(string path, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken)
    {
        var table = LabelTable.Read(path, options.ClassNames);
        table.RequireTraining();
        Func<Func<LabelTable.Row, bool>, ImageCsv> images = Load(table, table.Rows, options, progress, cancellationToken);
        ImageCsv train = images(row => row.Split is null or DataSplit.Train);
        return new ImageDataSet
        {
            Train = train,
            Validation = table.Has(DataSplit.Validation) ? images(row => row.Split == DataSplit.Validation) : null,
            Test = table.Has(DataSplit.Test) ? images(row => row.Split == DataSplit.Test) : null,
            Remarks = train.Remarks,
        };
    }

    /// <summary>Reads the images of a single split.</summary>
    internal static ImageCsv LoadSplit(
        LabelTable table, DataSplit split, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken) =>
        Load(table, [.. table.Rows.Where(row => (row.Split ?? DataSplit.Train) == split)], options, progress, cancellationToken)(_ => true);

    /// <summary>The file of an image.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>Its full path.</returns>
    public string GetPath(int index) => _rows[index].Row.File;

    /// <summary>The file of an image, relative to the list.</summary>
    /// <param name="index">The index of the image, from 0.</param>
    /// <returns>Its path relative to the list's folder.</returns>
    public string GetName(int index) => _table.NameOf(_rows[index].Row);

    /// <inheritdoc/>
    public int GetLabel(int index) => IsMultiLabel ? throw MultiLabels.HasNoSingle() : _rows[index].Row.Labels[0];

    /// <inheritdoc/>
    public void CopyLabels(int index, Span<bool> has) => MultiLabels.Set(_rows[index].Row.Labels, has);

    /// <inheritdoc/>
    /// <exception cref="UnreadableImagesException">The file has been deleted or damaged since the list was loaded.</exception>
    public void CopyPixels(int index, Span<byte> pixels) => _images.CopyPixels(_rows[index].Position, pixels);

    /// <summary>Decodes the files of some lines; the returned delegate selects images from them.</summary>
    private static Func<Func<LabelTable.Row, bool>, ImageCsv> Load(
        LabelTable table, ImmutableArray<LabelTable.Row> rows, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress,
        CancellationToken cancellationToken)
    {
        LabelTable.Row[] missing = [.. rows.Where(row => !File.Exists(row.File))];
        UnreadableImage[] absent = [.. missing.Select(row => new UnreadableImage { Path = row.File, Reason = FormattableString.Invariant($"no such file, line {row.Line}") })];
        if (absent.Length > 0 && (options.Unreadable == UnreadableImages.Fail || absent.Length == rows.Length))
        {
            throw new UnreadableImagesException(
                $"{Quantity.Exact(absent.Length)} of the {Quantity.Of(rows.Length, "image")} that {table.Path} lists {(absent.Length == 1 ? "is" : "are")} missing", absent, " Paths are relative to the list's folder.");
        }

        LabelTable.Row[] there = [.. rows.Except(missing)];
        ImageFolder images = ImageFolder.LoadFiles(table.Path, there.Select(row => row.File), options, progress, cancellationToken);
        Dictionary<string, int> positions = Enumerable.Range(0, images.Count).ToDictionary(images.GetPath, i => i, StringComparer.Ordinal);
        Dictionary<string, UnreadableImage> unreadable = images.Unreadable.Concat(absent).ToDictionary(image => image.Path, StringComparer.Ordinal);
        return chosen => new ImageCsv(
            table, images,
            rows.Where(row => chosen(row) && positions.ContainsKey(row.File)).Select(row => (row, positions[row.File])),
            rows.Where(row => chosen(row) && unreadable.ContainsKey(row.File)).Select(row => unreadable[row.File]));
    }
}
