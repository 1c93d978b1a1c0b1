using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Tests;

/// <summary>An SVG text read back by the XML parser.</summary>
internal sealed class SvgPicture
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    private readonly XElement _root;

    internal SvgPicture(string text)
    {
        text.Should().MatchRegex(@"\A[\x0a\x20-\x7e]+\z", "any reader's encoding should do");
        _root = XElement.Parse(text);
        _root.Name.Should().Be(_svg + "svg");
    }

    internal string Title => _root.Element(_svg + "title")!.Value;

    internal double Width => Number(_root.Attribute("width")!.Value);

    internal IReadOnlyList<string> Texts => [.. Elements("text").Select(t => t.Value)];

    internal IEnumerable<XElement> Elements(string name) => _root.Descendants(_svg + name);

    /// <summary>Every text lies within the view box, at 0.55 em a character: about Helvetica's mean.</summary>
    internal void TextsShouldBeInside()
    {
        double[] box = [.. _root.Attribute("viewBox")!.Value.Split(' ').Select(Number)];
        foreach (XElement text in Elements("text"))
        {
            double size = Number(text.Attribute("font-size")!.Value);
            double width = 0.55 * size * text.Value.Length;
            double x = Number(text.Attribute("x")!.Value);
            double left = text.Attribute("text-anchor")?.Value switch { null => x, "middle" => x - (width / 2), _ => x - width };
            double y = Number(text.Attribute("y")!.Value);
            if (text.Attribute("transform") is not null)
            {
                // Slanted by 45 degrees, up to the right.
                width *= Math.Sqrt(0.5);
                (y - width).Should().BeGreaterThanOrEqualTo(box[1], text.Value);
            }

            left.Should().BeGreaterThanOrEqualTo(box[0], text.Value);
            (left + width).Should().BeLessThanOrEqualTo(box[0] + box[2], text.Value);
            (y - size).Should().BeGreaterThanOrEqualTo(box[1], text.Value);
            y.Should().BeLessThan(box[1] + box[3], text.Value);
        }
    }

    /// <summary>Nothing runs, nothing is loaded.</summary>
    internal void ShouldBeInert()
    {
        string[] allowed = ["svg", "title", "style", "rect", "polygon", "path", "circle", "text"];
        _root.DescendantsAndSelf().Select(e => e.Name.LocalName).Should().BeSubsetOf(allowed);
        _root.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration).Select(a => a.Name.LocalName)
            .Should().NotContain(name => name.StartsWith("on") || name == "href");
        Elements("style").Single().Value.Should().NotContainAny("url", "@import");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
