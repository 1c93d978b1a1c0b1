using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>Images that a CSV file lists, a line each: <c>file,label,label...</c>, with any number of labels.</summary>
/// <remarks>
/// CSV as in RFC 4180, in UTF-8; semicolons and tabs also separate. Files are found relative to the list. A first line that names no picture is a header. In it, a column <c>split</c> says
/// <c>train</c>, <c>validation</c> or <c>test</c>; where columns are called <c>label</c>, <c>class</c>, <c>tag</c> or <c>category</c>, others hold no labels; columns of other names that hold
/// only 0 and 1 are the labels of those names. Several labels may stand in one cell, with ; or | between them. Where every image of the file has exactly one label, they are classes; otherwise each image may have any number of labels, also none. Labels follow the ordinal order
/// of their names, images the order of the lines; how images are read is as for an <see cref="ImageFolder"/>.
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

    /// <summary>What should be known of how it was read: cells taken for several labels, columns that were not read, images of which little is left; a line each.</summary>
    public IReadOnlyList<string> Remarks => [.. _table.Remarks, .. _images.Remarks];

    /// <summary>Reads the list, decodes every file once, on all cores, and keeps the pixels as far as the memory limit allows; what the list says of splits does not matter.</summary>
    /// <param name="path">The list.</param>
    /// <param name="options">Size, channels, classes and limits. Default: what the images have.</param>
    /// <param name="progress">Told about once per percent, in order, from the threads that decode.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <returns>The images.</returns>
    /// <exception cref="FileNotFoundException">There is no such list.</exception>
    /// <exception cref="InvalidDataException">It is no such list, or lists images of different sizes; the message says where.</exception>
    /// <exception cref="UnreadableImagesException">Files are missing or cannot be decoded, and <see cref="ImageFolderOptions.Unreadable"/> does not say to skip them.</exception>
    /// <exception cref="DllNotFoundException">The application brings no native library of SkiaSharp.</exception>
    public static ImageCsv Load(
        string path, ImageFolderOptions? options = null, IProgress<ImageLoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageFolderOptions();
        var table = LabelTable.Read(path, options.ClassNames);
        return Load(table, table.Rows, options, progress, cancellationToken)(_ => true);
    }

    /// <summary>Reads all splits, which are of one size.</summary>
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

    /// <summary>Reads one split's images and no others.</summary>
    internal static ImageCsv LoadSplit(
        LabelTable table, DataSplit split, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress, CancellationToken cancellationToken) =>
        Load(table, [.. table.Rows.Where(row => (row.Split ?? DataSplit.Train) == split)], options, progress, cancellationToken)(_ => true);

    /// <summary>The file of an image.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>Its full path.</returns>
    public string GetPath(int index) => _rows[index].Row.File;

    /// <summary>The file of an image, seen from the list.</summary>
    /// <param name="index">Which image, from 0.</param>
    /// <returns>Its path from the list's folder on.</returns>
    public string GetName(int index) => _table.NameOf(_rows[index].Row);

    /// <inheritdoc/>
    public int GetLabel(int index) => IsMultiLabel ? throw MultiLabels.HasNoSingle() : _rows[index].Row.Labels[0];

    /// <inheritdoc/>
    public void CopyLabels(int index, Span<bool> has) => MultiLabels.Set(_rows[index].Row.Labels, has);

    /// <inheritdoc/>
    /// <exception cref="UnreadableImagesException">The file has gone or broken since the list was loaded.</exception>
    public void CopyPixels(int index, Span<byte> pixels) => _images.CopyPixels(_rows[index].Position, pixels);

    /// <summary>Decodes the files of some lines; what is returned gives those of them that are asked for.</summary>
    private static Func<Func<LabelTable.Row, bool>, ImageCsv> Load(
        LabelTable table, ImmutableArray<LabelTable.Row> rows, ImageFolderOptions options, IProgress<ImageLoadProgress>? progress,
        CancellationToken cancellationToken)
    {
        LabelTable.Row[] missing = [.. rows.Where(row => !File.Exists(row.File))];
        UnreadableImage[] absent = [.. missing.Select(row => new UnreadableImage { Path = row.File, Reason = FormattableString.Invariant($"no such file, line {row.Line}") })];
        if (absent.Length > 0 && (options.Unreadable == UnreadableImages.Fail || absent.Length == rows.Length))
        {
            throw new UnreadableImagesException(
                $"{Quantity.Exact(absent.Length)} of the {Quantity.Of(rows.Length, "image")} that {table.Path} lists {(absent.Length == 1 ? "is" : "are")} missing", absent, " They are looked for relative to the list's folder.");
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
