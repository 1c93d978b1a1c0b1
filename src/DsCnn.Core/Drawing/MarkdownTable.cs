using System.Text;

namespace DsCnn.Drawing;

/// <summary>Formats a table in GitHub-flavored Markdown; totals are rows in bold.</summary>
internal static class MarkdownTable
{
    private const string Special = @"\`*_[]<>|&~$";

    internal static string Draw(Table table)
    {
        var text = new StringBuilder();
        AppendRow(text, table.Columns.Select(c => Escape(c.Title)));
        AppendRow(text, table.Columns.Select(c => c.AlignRight ? "---:" : "---"));
        foreach (IReadOnlyList<string> row in table.Rows)
            AppendRow(text, row.Select(Escape));
        foreach (IReadOnlyList<string> row in table.Totals)
            AppendRow(text, row.Select(cell => cell.Length == 0 ? "" : $"**{Escape(cell)}**"));
        return text.ToString();
    }

    /// <summary>The text on one line, with everything escaped that Markdown or HTML would interpret as markup.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in ErrorText.Flat(text))
        {
            if (Special.Contains(c))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static void AppendRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
