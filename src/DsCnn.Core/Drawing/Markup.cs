using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>Writes elements as HTML and SVG. The XML writer does all escaping.</summary>
internal static class Markup
{
    // Pure ASCII, with character references for the rest, so that the text is correct in whatever encoding a reader assumes.
    private static readonly XmlWriterSettings _settings = new()
    {
        Encoding = Encoding.ASCII,
        Indent = true,
        IndentChars = " ",
        NewLineChars = "\n",
        OmitXmlDeclaration = true,
    };

    /// <summary>The text on one line, without characters that XML cannot represent.</summary>
    internal static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in ErrorText.Flat(text).EnumerateRunes())
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }

    internal static XElement Element(XName name, string text) => new(name, Clean(text));

    /// <summary>A file embedded in the page.</summary>
    internal static string DataUri(string mediaType, ReadOnlySpan<byte> file) => $"data:{mediaType};base64,{Convert.ToBase64String(file)}";

    /// <summary>The element, followed by a line feed.</summary>
    internal static string Write(XElement element)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, _settings))
            element.WriteTo(writer);
        return Encoding.ASCII.GetString(stream.ToArray()) + "\n";
    }
}
