namespace DsCnn.Data;

/// <summary>Mirrors an image top to bottom.</summary>
public sealed record VerticalFlip : Augmentation
{
    /// <summary>The probability of a flip, at least 0 and at most 1. Default 0.5.</summary>
    public double Probability { get; init => field = Check.Share(value); } = 0.5;

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextDouble() >= Probability)
            return;
        using var original = new ImageCopy(pixels);
        int area = shape.Height * shape.Width;
        for (int start = 0; start < pixels.Length; start += area)
        {
            for (int row = 0; row < shape.Height; row++)
            {
                int mirrored = shape.Height - 1 - row;
                original.Pixels.Slice(start + (mirrored * shape.Width), shape.Width).CopyTo(pixels[(start + (row * shape.Width))..]);
            }
        }
    }
}
