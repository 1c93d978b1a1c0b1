using System.Text;

namespace DsCnn;

/// <summary>Columns aligned by padding: text to the left, numbers to the right.</summary>
internal sealed class TextTable(params IReadOnlyList<TextTable.Column> columns)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    internal void Add(params string[] cells) => _rows.Add(cells);

    internal void AddRule() => _rows.Add([]);

    public override string ToString()
    {
        int[] widths = [.. columns.Select((c, i) => _rows.Where(r => r.Length > 0).Select(r => r[i].Length).Append(c.Title.Length).Max())];
        int total = widths.Sum() + (Gap.Length * (widths.Length - 1));

        var text = new StringBuilder();
        AppendRow(text, [.. columns.Select(c => c.Title)], widths);
        text.Append('-', total).Append('\n');
        foreach (string[] row in _rows)
        {
            if (row.Length == 0)
                text.Append('-', total).Append('\n');
            else
                AppendRow(text, row, widths);
        }

        return text.ToString();
    }

    private void AppendRow(StringBuilder text, string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select((cell, i) => columns[i].AlignRight ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        text.Append(string.Join(Gap, padded).TrimEnd()).Append('\n');
    }

    internal sealed record Column(string Title, bool AlignRight = false);
}
