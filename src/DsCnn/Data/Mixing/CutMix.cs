namespace DsCnn.Data;

/// <summary>Replaces a rectangle of one image by that of another (CutMix, Yun et al. 2019).</summary>
/// <remarks>
/// The rectangle covers a share of 1 - w of the image, w from Beta(alpha, alpha), and has the image's proportions; its center is anywhere. Parts outside the image are cut off, and
/// the classes are weighted by what is left. The whole batch uses the same rectangle.
/// </remarks>
public sealed record CutMix : BatchMix
{
    /// <summary>The distribution of the sizes, positive: 1 is uniform, below 1 favors tiny and huge rectangles. Default 1.</summary>
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
