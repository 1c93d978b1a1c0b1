namespace DsCnn.Data;

/// <summary>Moves an image away from a smoothed copy of itself; factor 1 leaves it as it is, 0 gives the smoothed copy.</summary>
/// <remarks>The smoothing is Pillow's: each pixel five times plus its eight neighbors, divided by 13; the outermost pixels do not change.</remarks>
internal static class Sharpness
{
    private const int CenterWeight = 5;
    private const double TotalWeight = CenterWeight + 8;

    internal static void Apply(Span<byte> pixels, InputSpec shape, double factor)
    {
        using var original = new ImageCopy(pixels);
        int area = shape.Height * shape.Width;
        for (int start = 0; start < pixels.Length; start += area)
        {
            ReadOnlySpan<byte> source = original.Pixels.Slice(start, area);
            for (int row = 1; row < shape.Height - 1; row++)
            {
                for (int column = 1; column < shape.Width - 1; column++)
                {
                    int at = (row * shape.Width) + column;
                    int neighbors = RowSum(source, at - shape.Width) + RowSum(source, at) + RowSum(source, at + shape.Width);
                    double smooth = (neighbors + ((CenterWeight - 1) * source[at])) / TotalWeight;
                    pixels[start + at] = ByteTable.ToByte((factor * source[at]) + ((1 - factor) * smooth));
                }
            }
        }
    }

    private static int RowSum(ReadOnlySpan<byte> plane, int at) => plane[at - 1] + plane[at] + plane[at + 1];
}
