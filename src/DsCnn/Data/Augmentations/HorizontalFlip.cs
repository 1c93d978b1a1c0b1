namespace DsCnn.Data;

/// <summary>Mirrors an image left to right.</summary>
public sealed record HorizontalFlip : Augmentation
{
    /// <summary>The probability of a flip, at least 0 and at most 1. Default 0.5.</summary>
    public double Probability { get; init => field = Check.Share(value); } = 0.5;

    /// <inheritdoc/>
    public override string Description => "mirror";

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        if (random.NextDouble() >= Probability)
            return;
        for (int row = 0; row < pixels.Length; row += shape.Width)
            pixels.Slice(row, shape.Width).Reverse();
    }
}
