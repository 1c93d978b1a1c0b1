using System.Text;

namespace DsCnn.Drawing;

/// <summary>A title, a table and notes: the content of a summary, independent of its output format.</summary>
/// <param name="Title">One line.</param>
/// <param name="Table">The figures.</param>
/// <param name="Notes">One sentence per line.</param>
internal sealed record Report(string Title, Table Table, IReadOnlyList<string> Notes)
{
    /// <summary>Lines that end in a line feed, for a terminal.</summary>
    internal string ToText()
    {
        StringBuilder text = new StringBuilder().Append(ErrorText.Flat(Title)).Append('\n').Append(TextTable.Draw(Table));
        foreach (string note in Notes)
            text.Append(ErrorText.Flat(note)).Append('\n');
        return text.ToString();
    }

    /// <summary>A heading, a table and a list in GitHub-flavored Markdown.</summary>
    internal string ToMarkdown()
    {
        StringBuilder text = new StringBuilder()
            .Append("## ").Append(MarkdownTable.Escape(Title)).Append("\n\n")
            .Append(MarkdownTable.Draw(Table));
        if (Notes.Count > 0)
            text.Append('\n');
        foreach (string note in Notes)
            text.Append("- ").Append(MarkdownTable.Escape(note)).Append('\n');
        return text.ToString();
    }
}
