using System.Xml.Linq;

namespace DsCnn.Tests;

/// <summary>An HTML page or section read back by the XML parser.</summary>
internal sealed class ShownPage
{
    private const string Doctype = "<!DOCTYPE html>\n";

    internal ShownPage(string html)
    {
        html.Should().MatchRegex(@"\A[\x0a\x20-\x7e]+\z", "any reader's encoding should do");
        Root = XElement.Parse(html.StartsWith(Doctype, StringComparison.Ordinal) ? html[Doctype.Length..] : html);
    }

    internal XElement Root { get; }

    internal IReadOnlyList<string> Headings => [.. Elements("h2").Select(h => h.Value)];

    internal IReadOnlyList<string> Findings => [.. Elements("li").Select(li => $"{li.Attribute("class")?.Value}: {li.Value}")];

    internal IReadOnlyDictionary<string, string> Facts => Elements("dt").ToDictionary(dt => dt.Value, dt => ((XElement)dt.NextNode!).Value);

    internal IEnumerable<XElement> Elements(string name) => Root.DescendantsAndSelf().Where(e => e.Name.LocalName == name);

    /// <summary>The files of the pictures after a heading, up to the next one.</summary>
    internal IReadOnlyList<byte[]> PicturesUnder(string heading) =>
    [
        .. Elements("h2").Single(h => h.Value == heading).ElementsAfterSelf().TakeWhile(e => e.Name.LocalName != "h2")
            .SelectMany(e => e.DescendantsAndSelf("img")).Select(FileOf),
    ];

    internal static byte[] FileOf(XElement image) => Convert.FromBase64String(image.Attribute("src")!.Value.Split(";base64,")[1]);

    /// <summary>Nothing runs, nothing is loaded, and every element that must have an end tag in HTML has one.</summary>
    internal void ShouldBeInert()
    {
        Root.DescendantsAndSelf().Select(e => e.Name.LocalName).Should().NotContain(["script", "link", "iframe", "object", "base", "a"]);
        XAttribute[] attributes = [.. Root.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration)];
        attributes.Select(a => a.Name.LocalName).Should().NotContain(name => name.StartsWith("on", StringComparison.Ordinal) || name == "href");
        attributes.Where(a => a.Name == "src").Select(a => a.Value).Should().NotContain(src => !src.StartsWith("data:image/"));
        foreach (XElement style in Elements("style"))
            style.Value.Should().NotContainAny("url", "@import");
        Root.DescendantsAndSelf().Where(e => e.Name.Namespace == XNamespace.None && e.IsEmpty).Select(e => e.Name.LocalName).Should().NotContain(name => name != "img" && name != "meta");
    }
}
