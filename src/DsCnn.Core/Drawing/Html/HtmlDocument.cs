using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>Wraps content in a section for a notebook or a page for a browser; both are also well-formed XML.</summary>
internal static class HtmlDocument
{
    /// <summary>One <c>section</c> element with its style, in the colors of the surrounding page.</summary>
    internal static string Section(string title, params IEnumerable<XElement?> content) =>
        Markup.Write(new XElement(
            "section", new XAttribute("class", "dscnn"), new XElement("style", HtmlStyle.Parts), Markup.Element("h2", title), content));

    /// <summary>A whole page, light or dark as the viewer prefers.</summary>
    internal static string Page(string title, params IEnumerable<XElement?> content) =>
        "<!DOCTYPE html>\n" + Markup.Write(new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width,initial-scale=1")),
                Markup.Element("title", title),
                new XElement("style", HtmlStyle.Page + HtmlStyle.Parts)),
            new XElement("body", new XElement("main", new XAttribute("class", "dscnn"), Markup.Element("h1", title), content))));
}
