using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>Formats a report as an HTML fragment, which is also well-formed XML.</summary>
internal static class HtmlReport
{
    /// <summary>One section with a heading, the figure if there is one, the table and the notes.</summary>
    internal static string Draw(Report report, XElement? figure = null) => HtmlDocument.Section(report.Title, Content(report, figure));

    /// <summary>The content below the heading.</summary>
    internal static IEnumerable<XElement?> Content(Report report, XElement? figure = null) =>
    [
        figure is null ? null : HtmlParts.Figure(figure),
        HtmlParts.DrawTable(report.Table),
        .. report.Notes.Select(note => Markup.Element("p", note)),
    ];
}
