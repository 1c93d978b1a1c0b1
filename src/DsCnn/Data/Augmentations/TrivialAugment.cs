namespace DsCnn.Data;

/// <summary>One random operation of a random strength, with nothing to tune (TrivialAugment, the wide space, Müller and Hutter 2021).</summary>
/// <remarks>
/// Drawn from the operations of <see cref="RandAugment"/>, with wider limits, at one of 31 strengths. Translations go up to 32 pixels, as in the paper, which empties an image of
/// 28 pixels now and then.
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
