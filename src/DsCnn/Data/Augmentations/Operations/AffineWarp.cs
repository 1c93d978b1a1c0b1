using System.Numerics;

namespace DsCnn.Data;

/// <summary>Translates, rotates and shears an image about its center, with bilinear interpolation.</summary>
internal static class AffineWarp
{
    internal static void Rotate(Span<byte> pixels, InputSpec shape, double degrees, byte fill = 0) =>
        Apply(pixels, shape, Matrix3x2.CreateRotation((float)(degrees * Math.PI / 180)), fill);

    /// <summary>Moves each row by <paramref name="slope"/> times its distance from the middle row.</summary>
    internal static void ShearX(Span<byte> pixels, InputSpec shape, double slope) =>
        Apply(pixels, shape, new Matrix3x2(1, 0, -(float)slope, 1, 0, 0), fill: 0);

    /// <summary>Moves each column by <paramref name="slope"/> times its distance from the middle column.</summary>
    internal static void ShearY(Span<byte> pixels, InputSpec shape, double slope) =>
        Apply(pixels, shape, new Matrix3x2(1, -(float)slope, 0, 1, 0, 0), fill: 0);

    internal static void TranslateX(Span<byte> pixels, InputSpec shape, double distance) =>
        Apply(pixels, shape, Matrix3x2.CreateTranslation(-(float)distance, 0), fill: 0);

    internal static void TranslateY(Span<byte> pixels, InputSpec shape, double distance) =>
        Apply(pixels, shape, Matrix3x2.CreateTranslation(0, -(float)distance), fill: 0);

    /// <summary>Shows a part of an image, with the given width and height as shares of the whole, and the given offset from its center in pixels.</summary>
    internal static void Zoom(Span<byte> pixels, InputSpec shape, double width, double height, double right, double down) =>
        Apply(pixels, shape, new Matrix3x2((float)width, 0, 0, (float)height, (float)right, (float)down), fill: 0);

    /// <summary>Replaces every pixel by the value at another position.</summary>
    /// <param name="pixels">C x H x W bytes, changed in place.</param>
    /// <param name="shape">C, H and W.</param>
    /// <param name="toSource">The position to read, relative to the image's center: (x, y) of the result to (x, y) of the image.</param>
    /// <param name="fill">The value outside the image.</param>
    private static void Apply(Span<byte> pixels, InputSpec shape, Matrix3x2 toSource, byte fill)
    {
        using var original = new ImageCopy(pixels);
        int area = shape.Height * shape.Width;
        var center = new Vector2((shape.Width - 1) / 2f, (shape.Height - 1) / 2f);
        for (int row = 0; row < shape.Height; row++)
        {
            for (int column = 0; column < shape.Width; column++)
            {
                Vector2 source = Vector2.Transform(new Vector2(column, row) - center, toSource) + center;
                for (int start = 0; start < pixels.Length; start += area)
                    pixels[start + (row * shape.Width) + column] = Sample(original.Pixels.Slice(start, area), shape, source, fill);
            }
        }
    }

    private static byte Sample(ReadOnlySpan<byte> plane, InputSpec shape, Vector2 at, byte fill)
    {
        int left = (int)MathF.Floor(at.X);
        int top = (int)MathF.Floor(at.Y);
        if (left < -1 || top < -1 || left >= shape.Width || top >= shape.Height)
            return fill;

        float right = at.X - left;
        float down = at.Y - top;
        float upper = float.Lerp(At(plane, shape, top, left, fill), At(plane, shape, top, left + 1, fill), right);
        float lower = float.Lerp(At(plane, shape, top + 1, left, fill), At(plane, shape, top + 1, left + 1, fill), right);
        return (byte)(float.Lerp(upper, lower, down) + 0.5f);
    }

    private static byte At(ReadOnlySpan<byte> plane, InputSpec shape, int row, int column, byte fill) =>
        (uint)row < (uint)shape.Height && (uint)column < (uint)shape.Width ? plane[(row * shape.Width) + column] : fill;
}
