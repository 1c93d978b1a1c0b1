namespace DsCnn.Data;

/// <summary>One random operation with a random strength, without parameters to tune (TrivialAugment, the wide space, Müller and Hutter 2021).</summary>
/// <remarks>
/// Draws from the operations of <see cref="RandAugment"/>, with wider limits, at one of 31 strengths. Translations are up to 32 pixels, as in the paper, which sometimes empties an image of
/// 28 pixels.
/// </remarks>
public sealed record TrivialAugment : Augmentation
{
    private const int Strengths = 31;

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        ReadOnlySpan<ImageOperation> choices = ImageOperations.For(shape);
        ImageOperation operation = choices[random.Next(choices.Length)];
        double strength = random.Next(Strengths) / (Strengths - 1.0);
        operation.ApplyAt(operation.WideLimit, strength, pixels, shape, random);
    }
}
