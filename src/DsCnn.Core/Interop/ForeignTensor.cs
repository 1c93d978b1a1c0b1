namespace DsCnn.Interop;

/// <summary>A spec's tensor as another program has it.</summary>
/// <param name="Own">The spec's.</param>
/// <param name="Foreign">What the other program calls it.</param>
/// <param name="IsPixelwise">Whether a fully connected layer's weight is that of a 1x1 convolution there.</param>
internal sealed record ForeignTensor(WeightShape Own, string Foreign, bool IsPixelwise = false)
{
    /// <summary>Its extents there; its numbers are the same, in the same order.</summary>
    internal IReadOnlyList<int> Dimensions { get; } = IsPixelwise ? [.. Own.Dimensions, 1, 1] : Own.Dimensions;
}
