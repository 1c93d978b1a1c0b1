using System.Xml.Linq;

namespace DsCnn;

/// <summary>Draws a report as an HTML fragment, which is well-formed XML too.</summary>
internal static class HtmlReport
{
    // Colours are the page's own, so that it reads in light and dark; no child selectors, since XML would escape them.
    private const string Style =
        ".dscnn{font-family:Helvetica,Arial,sans-serif;line-height:1.4}" +
        ".dscnn svg{max-width:100%;height:auto}" +
        ".dscnn figure{margin:1em 0}" +
        ".dscnn table{border-collapse:collapse;font-variant-numeric:tabular-nums}" +
        ".dscnn th,.dscnn td{padding:.2em .8em;text-align:left;border-bottom:1px solid rgba(128,128,128,.4)}" +
        ".dscnn .number{text-align:right}" +
        ".dscnn thead th,.dscnn tfoot td{font-weight:bold;border-bottom:2px solid rgba(128,128,128,.8)}";

    /// <summary>One section with a heading, the figure if there is one, the table and the notes.</summary>
    internal static string Draw(Report report, XElement? figure = null) =>
        Markup.Write(new XElement(
            "section",
            new XAttribute("class", "dscnn"),
            new XElement("style", Style),
            Markup.Element("h2", report.Title),
            figure is null ? null : new XElement("figure", figure),
            DrawTable(report.Table),
            report.Notes.Select(note => Markup.Element("p", note))));

    private static XElement DrawTable(Table table) =>
        new(
            "table",
            new XElement("thead", Row(table, "th", [.. table.Columns.Select(c => c.Title)])),
            new XElement("tbody", "", table.Rows.Select(row => Row(table, "td", row))),
            table.Totals.Count == 0 ? null : new XElement("tfoot", table.Totals.Select(row => Row(table, "td", row))));

    private static XElement Row(Table table, string cellName, IReadOnlyList<string> cells) =>
        new("tr", cells.Select((text, i) =>
        {
            XElement cell = Markup.Element(cellName, text);
            if (table.Columns[i].AlignRight)
                cell.SetAttributeValue("class", "number");
            return cell;
        }));
}
