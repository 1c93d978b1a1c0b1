using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DsCnn.Data;

/// <summary>The columns of a list of images: the file, its split, its labels.</summary>
internal sealed partial class LabelColumns
{
    private const string SplitColumn = "split";

    /// <summary>The usual separators between labels in one cell.</summary>
    private static readonly char[] _labelSeparators = [';', '|'];

    private static readonly HashSet<string> _fileColumns = new(
        [
            "file", "files", "filename", "file_name", "filepath", "file_path", "path", "image", "images", "image_path", "imagepath", "image_file", "image_name", "image_id", "img",
            "picture", "photo", "name", "id",
        ],
        StringComparer.OrdinalIgnoreCase);

    private readonly PictureNames _names;
    private readonly IReadOnlyList<string> _header;
    private readonly int _file;
    private readonly int? _split;
    private readonly IReadOnlySet<int> _ignored = ImmutableHashSet<int>.Empty;
    private readonly bool _hasIndicators;
    private (string Cell, int Line)? _several;

    private LabelColumns(PictureNames names) => (_names, _header) = (names, []);

    private LabelColumns(string path, PictureNames names, CsvRecord header, IReadOnlyList<CsvRecord> lines)
    {
        (_names, _header, HasHeader) = (names, header.Cells, true);
        _file = FileColumn(names, _header, lines);
        int[] splits = [.. _header.Index().Where(cell => string.Equals(cell.Item, SplitColumn, StringComparison.OrdinalIgnoreCase)).Select(cell => cell.Index)];
        if (splits.Length > 1)
            throw new InvalidDataException($"{path}, line {header.Line}: expected one column {SplitColumn}. Received: {splits.Length}.");
        _split = splits.Length == 1 ? splits[0] : null;
        int[] others = [.. Enumerable.Range(0, _header.Count).Where(i => i != _file && i != _split)];
        if (others.Any(i => LabelColumn().IsMatch(_header[i])))
            _ignored = others.Where(i => _header[i].Length > 0 && !LabelColumn().IsMatch(_header[i])).ToHashSet();
        else
            _hasIndicators = HoldsIndicators(_header, others, lines);
    }

    /// <summary>Whether the first line names the columns.</summary>
    internal bool HasHeader { get; }

    /// <summary>Notes on ambiguous content and its interpretation, once all lines are read.</summary>
    internal ImmutableArray<string> Remarks =>
    [
        .. _ignored.Count == 0
            ? (string[])[]
            : [ErrorText.OneLine($"{_names.List}: {(_ignored.Count == 1 ? "the column" : "the columns")} {string.Join(", ", _ignored.Order().Select(i => _header[i]))} {(_ignored.Count == 1 ? "is" : "are")} not read, because other columns are named as labels")],
        .. _several is not { } several
            ? (string[])[]
            : [ErrorText.OneLine($"{_names.List}: a cell such as {ErrorText.Quote(several.Cell)} in line {several.Line} is read as several labels; rename a class whose name contains ; or |")],
    ];

    internal static LabelColumns Of(string path, List<CsvRecord> records)
    {
        var names = new PictureNames(path);
        return records.Count > 0 && IsHeader(names, records) ? new LabelColumns(path, names, records[0], records[1..]) : new LabelColumns(names);
    }

    /// <param name="path">The list, for messages.</param>
    /// <param name="line">A line other than the header.</param>
    /// <param name="classNames">The classes, if known: a cell with the name of one of them is a single label, whatever it contains.</param>
    internal LabelTable.RawRow Read(string path, CsvRecord line, IReadOnlyList<string>? classNames)
    {
        string file = _file < line.Cells.Count ? line.Cells[_file] : "";
        if (file.Length == 0)
            throw new InvalidDataException($"{path}, line {line.Line}: the name of the file is missing.");
        IEnumerable<string> labels = LabelsOf(line).SelectMany(cell => LabelsIn(cell, line.Line, classNames)).Select(ComposedText.Of).Distinct();
        return new LabelTable.RawRow(_names.Resolve(file), line.Line, _split is { } column ? SplitOf(path, line, column) : null, [.. labels]);
    }

    /// <summary>A line that names no picture, provided that it has the usual column names or the next line names a picture.</summary>
    private static bool IsHeader(PictureNames names, List<CsvRecord> records)
    {
        IReadOnlyList<string> cells = records[0].Cells;
        return !cells.Any(names.IsPicture) && (_fileColumns.Contains(cells[0]) || (records.Count > 1 && records[1].Cells.Any(names.IsPicture)));
    }

    /// <summary>The first column that contains pictures, else the first with a usual name for files, else the first.</summary>
    private static int FileColumn(PictureNames names, IReadOnlyList<string> header, IReadOnlyList<CsvRecord> lines)
    {
        int first = lines.Count == 0 ? -1 : lines[0].Cells.ToList().FindIndex(names.IsPicture);
        return Math.Max(0, first >= 0 ? first : header.ToList().FindIndex(_fileColumns.Contains));
    }

    /// <summary>Columns named after labels that contain 0 or 1, as in competitions.</summary>
    private static bool HoldsIndicators(IReadOnlyList<string> header, int[] columns, IReadOnlyList<CsvRecord> lines) =>
        columns.Length > 1 && columns.All(i => header[i].Length > 0)
        && lines.Count > 0 && lines.All(line => line.Cells.Count == header.Count && columns.All(i => line.Cells[i] is "0" or "1"));

    private IEnumerable<string> LabelsOf(CsvRecord line) => line.Cells.Index()
        .Where(cell => cell.Index != _file && cell.Index != _split && !_ignored.Contains(cell.Index) && cell.Item.Length > 0 && (!_hasIndicators || cell.Item == "1"))
        .Select(cell => _hasIndicators ? _header[cell.Index] : cell.Item);

    private string[] LabelsIn(string cell, int line, IReadOnlyList<string>? classNames)
    {
        if (_hasIndicators || cell.IndexOfAny(_labelSeparators) < 0 || classNames?.Contains(cell) == true)
            return [cell];
        _several ??= (cell, line);
        return cell.Split(_labelSeparators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private static DataSplit SplitOf(string path, CsvRecord line, int column)
    {
        string name = column < line.Cells.Count ? line.Cells[column] : "";
        return SplitNames.All.TryGetValue(name, out DataSplit split)
            ? split
            : throw new InvalidDataException(ErrorText.OneLine($"{path}, line {line.Line}: {SplitColumn} must be train, validation or test. Received: {(name.Length == 0 ? "nothing" : name)}."));
    }

    [GeneratedRegex("^(labels?|class(es)?|class_?names?|tags?|targets?|categor(y|ies))[ _-]?[0-9]*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex LabelColumn();
}
