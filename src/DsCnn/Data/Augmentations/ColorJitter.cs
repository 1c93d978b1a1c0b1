namespace DsCnn.Data;

/// <summary>Random changes of lightness and color, in random order (Howard 2013; Krizhevsky et al. 2012).</summary>
/// <remarks>
/// A factor is drawn uniformly from 1 - x to 1 + x, at least 0. Contrast is relative to the image's mean brightness, saturation to each pixel's, and hue is an angle on the HSV color wheel.
/// Saturation and hue are skipped unless there are three channels, which are interpreted as red, green and blue.
/// </remarks>
public sealed record ColorJitter : Augmentation
{
    private const int Changes = 4;

    /// <summary>The maximum deviation of the brightness factor from 1, at least 0. Default 0.</summary>
    public double Brightness { get; init => field = Check.NotNegative(value); }

    /// <summary>The maximum deviation of the contrast factor from 1, at least 0. Default 0.</summary>
    public double Contrast { get; init => field = Check.NotNegative(value); }

    /// <summary>The maximum deviation of the saturation factor from 1, at least 0. Default 0.</summary>
    public double Saturation { get; init => field = Check.NotNegative(value); }

    /// <summary>The maximum rotation of the hue in either direction, from 0 to 0.5 of the circle. Default 0.</summary>
    public double Hue { get; init => field = Check.Between(value, 0, 0.5); }

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        Span<int> order = stackalloc int[Changes];
        for (int i = 0; i < Changes; i++)
            order[i] = i;
        random.Shuffle(order);
        foreach (int change in order)
            ApplyOne(change, pixels, shape, random);
    }

    private void ApplyOne(int change, Span<byte> pixels, InputSpec shape, Random random)
    {
        bool hasColors = ColorChange.HasColors(shape);
        switch (change)
        {
            case 0 when Brightness > 0:
                ColorChange.Brightness(pixels, Factor(Brightness, random));
                break;
            case 1 when Contrast > 0:
                ColorChange.Contrast(pixels, shape, Factor(Contrast, random));
                break;
            case 2 when Saturation > 0 && hasColors:
                ColorChange.Saturation(pixels, Factor(Saturation, random));
                break;
            case 3 when Hue > 0 && hasColors:
                ColorChange.Hue(pixels, double.Lerp(-Hue, Hue, random.NextDouble()));
                break;
        }
    }

    private static double Factor(double range, Random random) => double.Lerp(Math.Max(0, 1 - range), 1 + range, random.NextDouble());
}
