using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>A picture that stands in the page itself.</summary>
/// <param name="MediaType">What kind of file it is, such as <c>image/png</c>.</param>
/// <param name="File">The bytes of the file.</param>
/// <param name="Width">Its pixels across.</param>
/// <param name="Height">Its pixels down.</param>
/// <param name="Name">What it is called, for the pointer, and for those who cannot see it.</param>
internal sealed record HtmlPicture(string MediaType, ReadOnlyMemory<byte> File, int Width, int Height, string Name)
{
    /// <summary>The picture within a square of so many pixels. Small ones are enlarged and show their pixels.</summary>
    internal XElement ToElement(int side)
    {
        double scale = (double)side / Math.Max(Width, Height);
        string name = Markup.Clean(Name);
        return new XElement(
            "img",
            new XAttribute("src", Markup.DataUri(MediaType, File.Span)),
            new XAttribute("width", Pixels(Width * scale)), new XAttribute("height", Pixels(Height * scale)),
            new XAttribute("alt", name), new XAttribute("title", name),
            scale > 1 ? new XAttribute("class", "pixels") : null);
    }

    private static string Pixels(double length) => Math.Max(1, Math.Round(length)).ToString(CultureInfo.InvariantCulture);
}
