using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>The building blocks of sections and pages.</summary>
internal static class HtmlParts
{
    internal static XElement Heading(string text) => Markup.Element("h2", text);

    internal static XElement Subheading(string text) => Markup.Element("h3", text);

    internal static XElement Note(string text) => Classed("note", Markup.Element("p", text));

    /// <summary>The most important figures, each with its name.</summary>
    internal static XElement Facts(params IEnumerable<(string Name, string Value)> facts) =>
        Classed("facts", new XElement(
            "dl", facts.Select(fact => new XElement("div", Markup.Element("dt", fact.Name), Markup.Element("dd", fact.Value)))));

    /// <summary>Sentences, each marked with its severity.</summary>
    /// <param name="sentences">The class is <c>bad</c>, <c>warn</c>, <c>good</c> or empty.</param>
    internal static XElement Findings(IEnumerable<(string Class, string Text)> sentences) =>
        Classed("findings", new XElement("ul", sentences.Select(s => Classed(s.Class, Markup.Element("li", s.Text)))));

    internal static XElement Figure(XElement drawing) => new("figure", drawing);

    /// <summary>Pictures without text, close together.</summary>
    internal static XElement Tiles(IEnumerable<HtmlPicture> pictures, int side) =>
        Classed("tiles", new XElement("div", "", pictures.Select(picture => picture.ToElement(side))));

    internal static XElement Cards(IEnumerable<XElement> cards) => Classed("cards", new XElement("div", "", cards));

    /// <summary>Pictures side by side, with lines of text below.</summary>
    internal static XElement Card(IEnumerable<HtmlPicture> pictures, int side, params IEnumerable<string> lines) =>
        Classed("card", new XElement(
            "figure",
            new XElement("div", "", pictures.Select(picture => picture.ToElement(side))),
            new XElement("figcaption", lines.Select(line => Markup.Element("div", line)))));

    /// <summary>A table; if shares from 0 to 1 are given, with a bar of that length in each row.</summary>
    internal static XElement DrawTable(Table table, IReadOnlyList<double>? bars = null)
    {
        var rows = table.Rows.Select((row, i) => Row(table, "td", row, bars is null ? null : Bar(bars[i])));
        return new XElement(
            "table",
            new XElement("thead", Row(table, "th", [.. table.Columns.Select(c => c.Title)], bars is null ? null : new XElement("th", ""))),
            new XElement("tbody", "", rows),
            table.Totals.Count == 0 ? null : new XElement("tfoot", table.Totals.Select(row => Row(table, "td", row, bars is null ? null : new XElement("td", "")))));
    }

    private static XElement Row(Table table, string cellName, IReadOnlyList<string> cells, XElement? bar) =>
        new(
            "tr",
            cells.Select((text, i) =>
            {
                XElement cell = Markup.Element(cellName, text);
                return table.Columns[i].AlignRight ? Classed("number", cell) : cell;
            }),
            bar);

    private static XElement Bar(double share) =>
        Classed("bar", new XElement("td", new XElement(
            "span", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"width:{100 * Math.Clamp(share, 0, 1):0.#}%")), "")));

    private static XElement Classed(string name, XElement element)
    {
        if (name.Length > 0)
            element.SetAttributeValue("class", name);
        return element;
    }
}
