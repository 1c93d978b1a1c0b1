namespace DsCnn.Data;

/// <summary>Several random operations of the same strength (RandAugment, Cubuk et al. 2020).</summary>
/// <remarks>
/// Drawn for each image, with equal probability, from: identity, shear, translation (both in x and y), rotation, brightness, contrast, sharpness, posterize, solarize, autocontrast,
/// equalize and, for images with three channels, color saturation. The area outside the image is black.
/// </remarks>
public sealed record RandAugment : Augmentation
{
    private const int MaxMagnitude = 30;

    /// <summary>The number of operations applied in sequence, at least 0. Default 2.</summary>
    public int Operations { get; init => field = Check.NotNegative(value); } = 2;

    /// <summary>The strength, from 0 to 30. Default 9.</summary>
    public int Magnitude { get; init => field = Check.Between(value, 0, MaxMagnitude); } = 9;

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        ReadOnlySpan<ImageOperation> choices = ImageOperations.For(shape);
        for (int i = 0; i < Operations; i++)
        {
            ImageOperation operation = choices[random.Next(choices.Length)];
            operation.ApplyAt(operation.Limit(shape), (double)Magnitude / MaxMagnitude, pixels, shape, random);
        }
    }
}
