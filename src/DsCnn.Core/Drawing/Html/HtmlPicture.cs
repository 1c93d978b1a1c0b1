using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>A picture embedded in the page.</summary>
/// <param name="MediaType">The media type of the file, such as <c>image/png</c>.</param>
/// <param name="File">The bytes of the file.</param>
/// <param name="Width">The width in pixels.</param>
/// <param name="Height">The height in pixels.</param>
/// <param name="Name">The name, for the tooltip and for people who cannot see the picture.</param>
internal sealed record HtmlPicture(string MediaType, ReadOnlyMemory<byte> File, int Width, int Height, string Name)
{
    /// <summary>The picture, scaled to fit a square with the given side in pixels. Small pictures are enlarged without smoothing.</summary>
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
