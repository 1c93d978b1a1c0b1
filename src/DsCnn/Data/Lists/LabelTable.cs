using System.Collections.Immutable;

namespace DsCnn.Data;

/// <summary>The contents of a CSV file about images: for each image the file, its split if there is such a column, and its labels.</summary>
internal sealed record LabelTable(string Path, ImmutableArray<LabelTable.Row> Rows, ImmutableArray<string> ClassNames, bool IsMultiLabel)
{
    private const int Listed = 10;

    /// <summary>Notes on ambiguous content and its interpretation; one line each.</summary>
    internal ImmutableArray<string> Remarks { get; private init; } = [];

    /// <summary>Whether a name is that of a list of images.</summary>
    internal static bool IsNamed(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    /// <summary>Reads the file; images are not read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classNames">The classes in the order of their labels, or null for the names in ordinal order.</param>
    /// <exception cref="InvalidDataException">It is not a valid list; the message names the line.</exception>
    internal static LabelTable Read(string path, IReadOnlyList<string>? classNames)
    {
        List<CsvRecord> records = CsvFile.Read(path);
        var layout = LabelColumns.Of(path, records);
        List<CsvRecord> lines = layout.HasHeader ? records[1..] : records;
        if (lines.Count == 0)
            throw new InvalidDataException($"{path} lists no images. Expected lines such as cat.png,cat (file,label,label...).");

        var raw = lines.Select(line => layout.Read(path, line, classNames)).ToList();
        RefuseDuplicates(path, raw);
        ImmutableArray<string> names = [.. classNames ?? [.. raw.SelectMany(row => row.Labels).Distinct().Order(StringComparer.Ordinal)]];
        Dictionary<string, int> positions = names.Index().GroupBy(name => ComposedText.Of(name.Item)).ToDictionary(same => same.Key, same => same.First().Index);
        if (raw.FirstOrDefault(row => row.Labels.Any(label => !positions.ContainsKey(label))) is { } unknown)
        {
            string known = string.Join(", ", names.Take(Listed)) + (names.Length > Listed ? ", ..." : "");
            throw new InvalidDataException(ErrorText.OneLine(
                $"{path}, line {unknown.Line}: the label {unknown.Labels.First(label => !positions.ContainsKey(label))} is none of the {Quantity.Of(names.Length, "class")}: {known}."));
        }

        bool isMultiLabel = raw.Any(row => row.Labels.Count != 1);
        int fewest = isMultiLabel ? 1 : 2;
        if (names.Length < fewest)
        {
            throw new InvalidDataException(names.IsEmpty
                ? $"{path} contains no labels. Expected lines such as cat.png,cat (file,label,label...)."
                : $"{path} must name at least 2 classes. Received: only {names[0]}.");
        }

        ImmutableArray<Row> rows = [.. raw.Select(row => new Row(row.File, row.Line, row.Split, [.. row.Labels.Select(label => positions[label]).Order()]))];
        return new LabelTable(path, rows, names, isMultiLabel) { Remarks = layout.Remarks };
    }

    /// <summary>The file of an image, relative to the list.</summary>
    internal string NameOf(Row row) => System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, row.File);

    /// <summary>Whether it lists images of a split.</summary>
    internal bool Has(DataSplit split) => Rows.Any(row => (row.Split ?? DataSplit.Train) == split);

    /// <exception cref="InvalidDataException">There are no images to train on.</exception>
    internal void RequireTraining()
    {
        if (!Has(DataSplit.Train))
            throw new InvalidDataException($"{Path} lists no images of the split train.");
    }

    /// <summary>Each file may occur only once: if two lines have different labels, there is no telling which is wrong.</summary>
    private static void RefuseDuplicates(string path, List<RawRow> rows)
    {
        IGrouping<string, RawRow>[] twice = [.. rows.GroupBy(row => row.File, StringComparer.Ordinal).Where(same => same.Count() > 1)];
        if (twice.Length > 0)
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{path} lists {Quantity.Of(twice.Length, "file")} more than once, such as {twice[0].Key} in the lines {string.Join(" and ", twice[0].Take(2).Select(row => row.Line))}. " +
                "Every file has one line with all of its labels."));
        }
    }

    /// <summary>An image: its file, its line, its split if there is such a column, and its labels in order.</summary>
    internal sealed record Row(string File, int Line, DataSplit? Split, int[] Labels);

    /// <summary>A line as written in the file.</summary>
    internal sealed record RawRow(string File, int Line, DataSplit? Split, IReadOnlyList<string> Labels);
}
