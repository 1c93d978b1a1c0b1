namespace DsCnn.Drawing;

/// <summary>Columns and rows of text: what the text, Markdown and HTML formats have in common.</summary>
internal sealed class Table(params IReadOnlyList<Table.Column> columns)
{
    private readonly List<IReadOnlyList<string>> _rows = [];
    private readonly List<IReadOnlyList<string>> _totals = [];
    private readonly HashSet<int> _groupStarts = [];

    internal IReadOnlyList<Column> Columns => columns;

    internal IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Summary rows at the bottom.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Totals => _totals;

    /// <summary>The rows before which a new group begins.</summary>
    internal IReadOnlySet<int> GroupStarts => _groupStarts;

    internal void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    internal void BeginGroup() => _groupStarts.Add(_rows.Count);

    internal void AddTotal(params IReadOnlyList<string> cells) => _totals.Add(cells);

    internal sealed record Column(string Title, bool AlignRight = false);
}
