namespace DsCnn.Interop;

/// <summary>A tensor of a spec and its counterpart in another program.</summary>
/// <param name="Own">The spec's tensor.</param>
/// <param name="Foreign">Its name in the other program.</param>
/// <param name="IsPixelwise">Whether the other program stores a fully connected layer's weight as that of a 1x1 convolution.</param>
internal sealed record ForeignTensor(WeightShape Own, string Foreign, bool IsPixelwise = false)
{
    /// <summary>Its extents in the other program; the numbers are the same, in the same order.</summary>
    internal IReadOnlyList<int> Dimensions { get; } = IsPixelwise ? [.. Own.Dimensions, 1, 1] : Own.Dimensions;
}
