namespace DsCnn.Drawing;

/// <summary>A map as a box: as high and deep as the map has rows and columns, and as wide as it has channels.</summary>
/// <param name="Width">The size from left to right, for the channels.</param>
/// <param name="Height">The size from top to bottom, for the rows.</param>
/// <param name="Depth">The size into the page, for the columns.</param>
internal sealed record Cuboid(double Width, double Height, double Depth)
{
    private const double Slant = 0.32;

    internal double DepthX => Depth * Slant;

    internal double DepthY => Depth * Slant;

    /// <summary>Sides grow with the square root, so that 7 and 224 rows, or 3 and 1,280 channels, fit on one page.</summary>
    internal static Cuboid Of(TensorShape shape, int largestSize, int mostChannels)
    {
        return new Cuboid(
            Side(shape.Channels, mostChannels, 6, 60), Side(shape.Height, largestSize, 9, 100), Side(shape.Width, largestSize, 9, 100));

        static double Side(int value, int most, double smallest, double largest) =>
            smallest + ((largest - smallest) * Math.Sqrt((double)value / most));
    }

    /// <summary>Draws it with the middle of its left side at the given point.</summary>
    internal void Draw(SvgCanvas canvas, Point left, Tone tone)
    {
        (double x, double y) = (left.X, left.Y - ((Height - DepthY) / 2));
        Point topLeft = new(x, y), topRight = new(x + Width, y), bottomRight = new(x + Width, y + Height);
        Point backLeft = new(x + DepthX, y - DepthY), backRight = new(x + Width + DepthX, y - DepthY);
        Point backBottom = new(x + Width + DepthX, y + Height - DepthY);
        canvas.Polygon(tone, shade: 0.07, topLeft, topRight, backRight, backLeft);
        canvas.Polygon(tone, shade: 0.18, topRight, backRight, backBottom, bottomRight);
        canvas.Polygon(tone, shade: 0, topLeft, topRight, bottomRight, new Point(x, y + Height));
    }
}
