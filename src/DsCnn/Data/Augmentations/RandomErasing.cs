namespace DsCnn.Data;

/// <summary>Erases a random rectangle of an image (Zhong et al. 2020).</summary>
/// <remarks>
/// Like Algorithm 1 of the paper, but the logarithm of the aspect ratio is drawn uniformly, so that tall and wide rectangles are equally frequent, and an image is left as it is if
/// none of ten rectangles fits.
/// </remarks>
public sealed record RandomErasing : Augmentation
{
    private const int Attempts = 10;

    /// <summary>The probability that an image is changed, at least 0 and at most 1. Default 0.5.</summary>
    public double Probability { get; init => field = Check.Share(value); } = 0.5;

    /// <summary>The smallest share of the image to erase, at least 0 and at most 1. Default 0.02.</summary>
    public double MinArea { get; init => field = Check.Share(value); } = 0.02;

    /// <summary>The largest share of the image to erase, at least 0 and at most 1. Default 0.4.</summary>
    public double MaxArea { get; init => field = Check.Share(value); } = 0.4;

    /// <summary>The smallest ratio of height to width, above 0 and at most 1; the largest is its reciprocal. Default 0.3.</summary>
    public double MinAspect { get; init => field = Check.PositiveShare(value); } = 0.3;

    /// <summary>How the rectangle is filled. Default: noise.</summary>
    public ErasingFill Fill { get; init => field = Check.Defined(value); }

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextDouble() >= Probability)
            return;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = double.Lerp(MinArea, MaxArea, random.NextDouble()) * shape.Height * shape.Width;
            double aspect = Math.Pow(MinAspect, double.Lerp(-1, 1, random.NextDouble()));
            int height = (int)Math.Round(Math.Sqrt(area * aspect));
            int width = (int)Math.Round(Math.Sqrt(area / aspect));
            if (height < 1 || width < 1 || height > shape.Height || width > shape.Width)
                continue;

            int top = random.Next(shape.Height - height + 1);
            int left = random.Next(shape.Width - width + 1);
            for (int channel = 0; channel < shape.Channels; channel++)
            {
                int plane = shape.Height * shape.Width;
                Span<byte> image = pixels.Slice(channel * plane, plane);
                byte cover = Fill == ErasingFill.Mean ? ByteTable.ToByte(ColorChange.Mean(image)) : (byte)0;
                for (int row = top; row < top + height; row++)
                    Cover(image.Slice((row * shape.Width) + left, width), cover, random);
            }

            return;
        }
    }

    private void Cover(Span<byte> row, byte cover, Random random)
    {
        if (Fill == ErasingFill.Noise)
            random.NextBytes(row);
        else
            row.Fill(cover);
    }
}
