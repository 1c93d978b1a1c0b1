using System.Text;

namespace DsCnn.Drawing;

/// <summary>Formats a table with columns aligned by padding: text to the left, numbers to the right.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    internal static string Draw(Table table)
    {
        IReadOnlyList<string> titles = [.. table.Columns.Select(c => c.Title)];
        IEnumerable<IReadOnlyList<string>> lines = [titles, .. table.Rows, .. table.Totals];
        List<string[]> rows = [.. lines.Select(line => line.Select(ErrorText.Flat).ToArray())];
        int[] widths = [.. table.Columns.Select((_, i) => rows.Max(r => r[i].Length))];
        string rule = new string('-', widths.Sum() + (Gap.Length * (widths.Length - 1))) + "\n";

        var text = new StringBuilder();
        foreach ((int index, string[] row) in rows.Index())
        {
            if (index == 1 + table.Rows.Count || table.GroupStarts.Contains(index - 1))
                text.Append(rule);
            text.Append(Row(table, row, widths));
            if (index == 0)
                text.Append(rule);
        }

        return text.ToString();
    }

    private static string Row(Table table, string[] cells, int[] widths)
    {
        IEnumerable<string> padded = cells.Select(
            (cell, i) => table.Columns[i].AlignRight ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        return string.Join(Gap, padded).TrimEnd() + "\n";
    }
}
