using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace DsCnn.Drawing;

/// <summary>Collects shapes and their extents, so that the picture is as large as its contents.</summary>
internal sealed class SvgCanvas
{
    internal static readonly XNamespace Namespace = "http://www.w3.org/2000/svg";

    private const double Margin = 12;
    private const double ArrowLength = 7;
    private const double ArrowHalfWidth = 3.5;
    private const double CornerRadius = 6;

    private readonly List<XElement> _shapes = [];
    private double _left = double.PositiveInfinity;
    private double _top = double.PositiveInfinity;
    private double _right = double.NegativeInfinity;
    private double _bottom = double.NegativeInfinity;

    /// <summary>A rectangle, with <paramref name="title"/> as its tooltip if there is one.</summary>
    internal void Rectangle(double x, double y, double width, double height, Tone tone, double radius = 2, string? title = null)
    {
        Reach(x, y);
        Reach(x + width, y + height);
        XElement rectangle = Outline(Filled(Box(x, y, width, height, radius), Palette.ClassOf(tone)));
        if (title is not null)
            rectangle.Add(Markup.Element(Namespace + "title", title));
        _shapes.Add(rectangle);
    }

    internal void Frame(double x, double y, double width, double height)
    {
        Reach(x, y);
        Reach(x + width, y + height);
        XElement frame = Outline(Box(x, y, width, height, CornerRadius));
        frame.Add(new XAttribute("fill", "none"), new XAttribute("stroke-dasharray", "4 3"));
        _shapes.Add(frame);
    }

    /// <summary>A square without an outline, with <paramref name="title"/> as its tooltip and
    /// <paramref name="depth"/> as its opacity.</summary>
    internal void Tile(double x, double y, double size, Tone tone, double depth, string title)
    {
        Reach(x, y);
        Reach(x + size, y + size);
        XElement tile = Filled(Box(x, y, size, size, radius: Math.Min(3, size / 8)), Palette.ClassOf(tone));
        tile.Add(new XAttribute("fill-opacity", Number(depth)), Markup.Element(Namespace + "title", title));
        _shapes.Add(tile);
    }

    /// <summary>A picture embedded in the drawing, scaled into a square without smoothing, so that small ones show their pixels.</summary>
    internal void Picture(double x, double y, double size, string mediaType, ReadOnlySpan<byte> file)
    {
        Reach(x, y);
        Reach(x + size, y + size);
        _shapes.Add(new XElement(
            Namespace + "image",
            new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("width", Number(size)), new XAttribute("height", Number(size)),
            new XAttribute("style", "image-rendering:pixelated"),
            new XAttribute("href", Markup.DataUri(mediaType, file))));
    }

    internal void Polygon(Tone tone, double shade, params IReadOnlyList<Point> corners)
    {
        string points = string.Join(' ', corners.Select(c => $"{Number(c.X)},{Number(c.Y)}"));
        foreach (Point corner in corners)
            Reach(corner.X, corner.Y);
        _shapes.Add(Outline(Filled(new XElement(Namespace + "polygon", new XAttribute("points", points)), Palette.ClassOf(tone))));
        if (shade > 0)
        {
            _shapes.Add(new XElement(
                Namespace + "polygon",
                new XAttribute("points", points), new XAttribute("fill", "#000000"), new XAttribute("fill-opacity", Number(shade))));
        }
    }

    internal void Circle(Point center, double radius, Tone tone)
    {
        Reach(center.X - radius, center.Y - radius);
        Reach(center.X + radius, center.Y + radius);
        _shapes.Add(Outline(Filled(
            new XElement(
                Namespace + "circle",
                new XAttribute("cx", Number(center.X)), new XAttribute("cy", Number(center.Y)), new XAttribute("r", Number(radius))),
            Palette.ClassOf(tone))));
    }

    internal void Line(params IReadOnlyList<Point> corners)
    {
        foreach (Point corner in corners)
            Reach(corner.X, corner.Y);
        XElement line = Outline(new XElement(Namespace + "path", new XAttribute("d", RoundedPath(corners)), new XAttribute("fill", "none")));
        _shapes.Add(line);
    }

    /// <summary>A line with rounded corners that ends in an arrowhead. The head is a separate shape: markers need identifiers, and
    /// identifiers clash if a page contains two diagrams.</summary>
    internal void Arrow(params IReadOnlyList<Point> corners)
    {
        Point tip = corners[^1];
        Point neck = Towards(tip, corners[^2], ArrowLength);
        (double dx, double dy) = ((tip.X - neck.X) / ArrowLength * ArrowHalfWidth, (tip.Y - neck.Y) / ArrowLength * ArrowHalfWidth);
        Line([.. corners.SkipLast(1), neck]);
        Point[] head = [tip, new(neck.X - dy, neck.Y + dx), new(neck.X + dy, neck.Y - dx)];
        foreach (Point corner in head)
            Reach(corner.X, corner.Y);
        string points = string.Join(' ', head.Select(c => $"{Number(c.X)},{Number(c.Y)}"));
        _shapes.Add(Outline(Filled(new XElement(Namespace + "polygon", new XAttribute("points", points)), Palette.Ink)));
    }

    /// <summary>Text whose baseline is at <paramref name="y"/>.</summary>
    internal void Text(double x, double y, string text, TextStyle style, Anchor anchor = Anchor.Start)
    {
        double width = style.Width(text);
        double left = anchor switch { Anchor.Start => x, Anchor.Middle => x - (width / 2), _ => x - width };
        Reach(left, y - style.Size);
        Reach(left + width, y + (style.Size / 3));

        XElement element = Written(x, y, text, style);
        if (anchor != Anchor.Start)
            element.Add(new XAttribute("text-anchor", anchor == Anchor.Middle ? "middle" : "end"));
        _shapes.Add(element);
    }

    /// <summary>Text that starts at a point and rises to the right, at an angle of -90 to 0 <paramref name="degrees"/>.</summary>
    internal void SlantedText(double x, double y, string text, TextStyle style, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        double width = style.Width(text);
        Reach(x + (style.Size * sin), y);
        Reach(x + (width * cos), y + (width * sin) - (style.Size * cos));

        XElement element = Written(x, y, text, style);
        element.Add(new XAttribute("transform", $"rotate({Number(degrees)} {Number(x)} {Number(y)})"));
        _shapes.Add(element);
    }

    /// <summary>The whole picture.</summary>
    /// <param name="title">The description for readers who cannot see the picture.</param>
    internal XElement ToElement(string title)
    {
        (double x, double y) = (Math.Floor(_left - Margin), Math.Floor(_top - Margin));
        (double width, double height) = (Math.Ceiling(_right + Margin) - x, Math.Ceiling(_bottom + Margin) - y);
        return new XElement(
            Namespace + "svg",
            new XAttribute("viewBox", $"{Number(x)} {Number(y)} {Number(width)} {Number(height)}"),
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "Helvetica, Arial, sans-serif"),
            Markup.Element(Namespace + "title", title),
            new XElement(Namespace + "style", Palette.DarkStyle),
            Filled(Box(x, y, width, height, radius: 0), Palette.ClassOf(Tone.Paper)),
            _shapes);
    }

    private static XElement Box(double x, double y, double width, double height, double radius) =>
        new(
            Namespace + "rect",
            new XAttribute("x", Number(x)), new XAttribute("y", Number(y)),
            new XAttribute("width", Number(width)), new XAttribute("height", Number(height)), new XAttribute("rx", Number(radius)));

    private static XElement Written(double x, double y, string text, TextStyle style)
    {
        XElement element = Filled(Markup.Element(Namespace + "text", text), style.Color);
        element.Add(new XAttribute("x", Number(x)), new XAttribute("y", Number(y)), new XAttribute("font-size", Number(style.Size)));
        if (style.Bold)
            element.Add(new XAttribute("font-weight", "bold"));
        return element;
    }

    private static XElement Filled(XElement shape, string color)
    {
        shape.Add(new XAttribute("class", $"dscnn-{color}"), new XAttribute("fill", Palette.Light(color)));
        return shape;
    }

    private static XElement Outline(XElement shape)
    {
        string names = string.Join(' ', new[] { shape.Attribute("class")?.Value, $"dscnn-{Palette.Line}" }.Where(n => n is not null));
        shape.SetAttributeValue("class", names);
        shape.Add(new XAttribute("stroke", Palette.Light(Palette.Line)), new XAttribute("stroke-linejoin", "round"));
        return shape;
    }

    private static string RoundedPath(IReadOnlyList<Point> corners)
    {
        var path = new StringBuilder($"M{Number(corners[0].X)} {Number(corners[0].Y)}");
        for (int i = 1; i < corners.Count - 1; i++)
        {
            Point before = Towards(corners[i], corners[i - 1], CornerRadius);
            Point after = Towards(corners[i], corners[i + 1], CornerRadius);
            path.Append(
                CultureInfo.InvariantCulture,
                $" L{Number(before.X)} {Number(before.Y)} Q{Number(corners[i].X)} {Number(corners[i].Y)} {Number(after.X)} {Number(after.Y)}");
        }

        return path.Append(CultureInfo.InvariantCulture, $" L{Number(corners[^1].X)} {Number(corners[^1].Y)}").ToString();
    }

    private static Point Towards(Point from, Point to, double distance)
    {
        double length = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
        double share = length == 0 ? 0 : distance / length;
        return new Point(from.X + ((to.X - from.X) * share), from.Y + ((to.Y - from.Y) * share));
    }

    private static string Number(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private void Reach(double x, double y)
    {
        (_left, _right) = (Math.Min(_left, x), Math.Max(_right, x));
        (_top, _bottom) = (Math.Min(_top, y), Math.Max(_bottom, y));
    }
}

/// <summary>Which part of a text is at its position.</summary>
internal enum Anchor
{
    Start,
    Middle,
    End,
}

/// <summary>A point in a picture, in pixels to the right and down.</summary>
internal readonly record struct Point(double X, double Y);
