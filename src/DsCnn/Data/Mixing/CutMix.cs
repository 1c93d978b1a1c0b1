namespace DsCnn.Data;

/// <summary>Puts a rectangle of one image into another (CutMix, Yun et al. 2019).</summary>
/// <remarks>
/// The rectangle covers a share of 1 - w of the image, w from Beta(alpha, alpha), and has the image's proportions; its center is anywhere. What falls outside is cut off, and
/// the classes are weighted by what is left of it. One rectangle for the whole batch.
/// </remarks>
public sealed record CutMix : BatchMix
{
    /// <summary>How the sizes are spread, positive: 1 evenly, below 1 mostly tiny and huge rectangles. Default 1.</summary>
    public double Alpha { get; init => field = Check.Positive(value); } = 1;

    /// <inheritdoc/>
    public override void Draw(Span<float> own, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        double side = Math.Sqrt(1 - BetaDistribution.Draw(Alpha, random));
        (int top, int bottom) = Cut(shape.Height, side, random);
        (int left, int right) = Cut(shape.Width, side, random);
        for (int row = top; row < bottom; row++)
            own[((row * shape.Width) + left)..((row * shape.Width) + right)].Clear();
    }

    private static (int Start, int End) Cut(int extent, double share, Random random)
    {
        int center = random.Next(extent);
        int length = (int)(extent * share);
        int start = center - (length / 2);
        return (Math.Max(start, 0), Math.Min(start + length, extent));
    }
}
