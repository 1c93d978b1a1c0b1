using System.Numerics;
using System.Runtime.InteropServices;

namespace DsCnn.Data;

/// <summary>A rectangle in which an image becomes <c>Keep * image + (1 - Keep) * partner</c>.</summary>
internal readonly record struct MixRegion(int Top, int Left, int Height, int Width, float Keep)
{
    /// <summary>The share of a blended image that is still its own.</summary>
    internal double WeightIn(InputSpec shape) =>
        1 - ((1.0 - Keep) * Height * Width / ((double)shape.Height * shape.Width));

    internal void Blend(Span<float> image, ReadOnlySpan<float> partner, ImageLayout layout)
    {
        for (int plane = 0; plane < layout.Planes; plane++)
        {
            for (int row = Top; row < Top + Height; row++)
            {
                int start = (((plane * layout.Shape.Height) + row) * layout.RowStride) + (Left * layout.PixelStride);
                int length = Width * layout.PixelStride;
                BlendRow(image.Slice(start, length), partner.Slice(start, length));
            }
        }
    }

    private void BlendRow(Span<float> own, ReadOnlySpan<float> partner)
    {
        Span<Vector<float>> ownVectors = MemoryMarshal.Cast<float, Vector<float>>(own);
        ReadOnlySpan<Vector<float>> partnerVectors = MemoryMarshal.Cast<float, Vector<float>>(partner);
        for (int i = 0; i < ownVectors.Length; i++)
            ownVectors[i] = (Keep * ownVectors[i]) + ((1 - Keep) * partnerVectors[i]);
        for (int i = ownVectors.Length * Vector<float>.Count; i < own.Length; i++)
            own[i] = (Keep * own[i]) + ((1 - Keep) * partner[i]);
    }
}
