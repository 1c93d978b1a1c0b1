using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace DsCnn;

/// <summary>What a CSV file says about images: a file, where there is such a column its split, and its labels.</summary>
internal sealed partial record LabelTable(string Path, ImmutableArray<LabelTable.Row> Rows, ImmutableArray<string> ClassNames, bool IsMultiLabel)
{
    private const string SplitColumn = "split";
    private const int Listed = 10;

    private static readonly HashSet<string> _fileColumns = new(
        ["file", "files", "filename", "file_name", "filepath", "file_path", "path", "image", "images", "image_path", "imagepath", "img", "picture"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name is that of a list of images.</summary>
    internal static bool IsNamed(string path) => System.IO.Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv";

    /// <summary>Reads the file; images are not looked at.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classNames">The classes in the order of their labels, or null for the names in ordinal order.</param>
    /// <exception cref="InvalidDataException">It is no such list; the message names the line.</exception>
    internal static LabelTable Read(string path, IReadOnlyList<string>? classNames)
    {
        List<CsvRecord> records = CsvFile.Read(path);
        Layout layout = Layout.Of(path, records);
        List<CsvRecord> lines = layout.HasHeader ? records[1..] : records;
        if (lines.Count == 0)
            throw new InvalidDataException($"{path} lists no images. Expected lines such as cat.png,cat (file,label,label...).");

        var raw = lines.Select(line => layout.Read(path, line)).ToList();
        RefuseDuplicates(path, raw);
        ImmutableArray<string> names = [.. classNames ?? [.. raw.SelectMany(row => row.Labels).Distinct().Order(StringComparer.Ordinal)]];
        Dictionary<string, int> positions = names.Index().GroupBy(name => ComposedText.Of(name.Item)).ToDictionary(same => same.Key, same => same.First().Index);
        if (raw.FirstOrDefault(row => row.Labels.Any(label => !positions.ContainsKey(label))) is { } unknown)
        {
            string known = string.Join(", ", names.Take(Listed)) + (names.Length > Listed ? ", ..." : "");
            throw new InvalidDataException(ErrorText.OneLine(
                $"{path}, line {unknown.Line}: the label {unknown.Labels.First(label => !positions.ContainsKey(label))} is none of the {names.Length} classes: {known}."));
        }

        bool isMultiLabel = raw.Any(row => row.Labels.Count != 1);
        int fewest = isMultiLabel ? 1 : 2;
        if (names.Length < fewest)
        {
            throw new InvalidDataException(names.IsEmpty
                ? $"{path} holds no labels. Expected lines such as cat.png,cat (file,label,label...)."
                : $"{path} must name at least 2 classes. Received: only {names[0]}.");
        }

        return new LabelTable(
            path, [.. raw.Select(row => new Row(row.File, row.Line, row.Split, [.. row.Labels.Select(label => positions[label]).Order()]))], names, isMultiLabel);
    }

    /// <summary>The file of an image, seen from the list.</summary>
    internal string NameOf(Row row) => System.IO.Path.GetRelativePath(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, row.File);

    /// <summary>Whether it lists images of a split.</summary>
    internal bool Has(DataSplit split) => Rows.Any(row => (row.Split ?? DataSplit.Train) == split);

    /// <exception cref="InvalidDataException">There is nothing to learn from.</exception>
    internal void RequireTraining()
    {
        if (!Has(DataSplit.Train))
            throw new InvalidDataException($"{Path} lists no images of the split train.");
    }

    /// <summary>A file once: with the labels of two lines, nobody knows whether one is wrong.</summary>
    private static void RefuseDuplicates(string path, List<RawRow> rows)
    {
        IGrouping<string, RawRow>[] twice = [.. rows.GroupBy(row => row.File, StringComparer.Ordinal).Where(same => same.Count() > 1)];
        if (twice.Length > 0)
        {
            throw new InvalidDataException(ErrorText.OneLine(
                $"{path} lists {twice.Length} files more than once, such as {twice[0].Key} in the lines {string.Join(" and ", twice[0].Take(2).Select(row => row.Line))}. " +
                "Every file has one line with all of its labels."));
        }
    }

    /// <summary>An image: its file, the line it stands in, its split where the list has such a column, and its labels in order.</summary>
    internal sealed record Row(string File, int Line, DataSplit? Split, int[] Labels);

    private sealed record RawRow(string File, int Line, DataSplit? Split, IReadOnlyList<string> Labels);

    /// <summary>Which column is what.</summary>
    private sealed partial record Layout(string Folder, bool HasHeader, int? Split, IReadOnlyList<string>? Indicators)
    {
        /// <summary>What folders hold, by composed names; folders that were asked for.</summary>
        private readonly Dictionary<string, ILookup<string, string>> _contents = [];

        internal static Layout Of(string path, List<CsvRecord> records)
        {
            string folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
            if (records.Count == 0 || !_fileColumns.Contains(records[0].Cells[0]) || File.Exists(System.IO.Path.Combine(folder, records[0].Cells[0])))
                return new Layout(folder, HasHeader: false, Split: null, Indicators: null);

            IReadOnlyList<string> header = records[0].Cells;
            int[] splits = [.. header.Index().Where(cell => string.Equals(cell.Item, SplitColumn, StringComparison.OrdinalIgnoreCase)).Select(cell => cell.Index)];
            if (splits.Length > 1)
                throw new InvalidDataException($"{path}, line {records[0].Line}: expected one column {SplitColumn}. Received: {splits.Length}.");
            int? split = splits.Length == 1 ? splits[0] : null;
            var layout = new Layout(folder, HasHeader: true, split, Indicators: null);
            return HoldsIndicators(header, split, records[1..]) ? layout with { Indicators = header } : layout;
        }

        internal RawRow Read(string path, CsvRecord line)
        {
            string file = line.Cells[0];
            if (file.Length == 0)
                throw new InvalidDataException($"{path}, line {line.Line}: the name of the file is missing.");
            return new RawRow(Resolve(file), line.Line, Split is { } column ? SplitOf(path, line, column) : null, [.. LabelsOf(line).Select(ComposedText.Of).Distinct()]);
        }

        /// <summary>Columns that are called by labels and say 0 or 1, as competitions give them.</summary>
        private static bool HoldsIndicators(IReadOnlyList<string> header, int? split, List<CsvRecord> lines)
        {
            int[] columns = [.. Enumerable.Range(1, header.Count - 1).Where(i => i != split)];
            return columns.Length > 1 && columns.All(i => header[i].Length > 0 && !LabelColumn().IsMatch(header[i]))
                && lines.Count > 0 && lines.All(line => line.Cells.Count == header.Count && columns.All(i => line.Cells[i] is "0" or "1"));
        }

        private IEnumerable<string> LabelsOf(CsvRecord line) => line.Cells.Index().Skip(1)
            .Where(cell => cell.Index != Split && cell.Item.Length > 0 && (Indicators is null || cell.Item == "1"))
            .Select(cell => Indicators is null ? cell.Item : Indicators[cell.Index]);

        private static DataSplit SplitOf(string path, CsvRecord line, int column)
        {
            string name = column < line.Cells.Count ? line.Cells[column] : "";
            return SplitNames.All.TryGetValue(name, out DataSplit split)
                ? split
                : throw new InvalidDataException(ErrorText.OneLine($"{path}, line {line.Line}: {SplitColumn} must be train, validation or test. Received: {(name.Length == 0 ? "nothing" : name)}."));
        }

        /// <summary>Relative to the list; lists made on Windows have other slashes.</summary>
        private string Resolve(string file)
        {
            string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, file));
            return InAnyForm(System.IO.Path.DirectorySeparatorChar == '\\' || !file.Contains('\\', StringComparison.Ordinal) || File.Exists(path)
                ? path
                : System.IO.Path.GetFullPath(System.IO.Path.Combine(Folder, file.Replace('\\', '/'))));
        }

        /// <summary>Files that come from a Mac may have their accents as characters of their own, and lists of them not.</summary>
        private string InAnyForm(string path)
        {
            if (Ascii.IsValid(path) || System.IO.Path.Exists(path))
                return path;
            string folder = InAnyForm(System.IO.Path.GetDirectoryName(path)!);
            if (!Directory.Exists(folder))
                return path;
            if (!_contents.TryGetValue(folder, out ILookup<string, string>? entries))
                _contents[folder] = entries = Directory.EnumerateFileSystemEntries(folder).ToLookup(entry => ComposedText.Of(System.IO.Path.GetFileName(entry)));
            return entries[ComposedText.Of(System.IO.Path.GetFileName(path))].FirstOrDefault() ?? path;
        }

        [GeneratedRegex("^(labels?|class(es)?|tags?|categor(y|ies))[ _-]?[0-9]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
        private static partial Regex LabelColumn();
    }
}
