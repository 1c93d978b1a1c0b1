using System.Buffers;

namespace DsCnn.Data;

/// <summary>A way to blend the images of a batch with each other, so that a network learns what is between the classes.</summary>
/// <remarks>
/// Every image's partner is the one after it, the first for the last; a training batch is in random order. The loss becomes
/// weight * loss(own class) + (1 - weight) * loss(partner's class).
/// </remarks>
public abstract record BatchMix
{
    private protected BatchMix()
    {
    }

    /// <summary>The share of the batches that are blended, above 0 and at most 1; the others stay as they are. Default 1.</summary>
    public double Probability { get; init => field = Check.PositiveShare(value); } = 1;

    /// <summary>Blends images with their partners in place.</summary>
    /// <param name="images">The batch, image by image.</param>
    /// <param name="layout">The order of an image's numbers.</param>
    /// <param name="random">Decides how much.</param>
    /// <returns>The weight of the images' own classes.</returns>
    internal double Apply(Span<float> images, ImageLayout layout, Random random)
    {
        MixRegion region = Draw(layout.Shape, random);
        int length = layout.Length;
        float[] first = ArrayPool<float>.Shared.Rent(length);
        try
        {
            // The last image's partner, the first, has been blended by then.
            images[..length].CopyTo(first);
            for (int start = 0; start < images.Length; start += length)
            {
                Span<float> image = images.Slice(start, length);
                ReadOnlySpan<float> rest = images[(start + length)..];
                region.Blend(image, rest.IsEmpty ? first.AsSpan(0, length) : rest[..length], layout);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(first);
        }

        return region.WeightIn(layout.Shape);
    }

    /// <summary>Copies what belongs to every image's partner.</summary>
    internal static void CopyPartners<T>(ReadOnlySpan<T> own, Span<T> partners)
    {
        own[1..].CopyTo(partners);
        partners[^1] = own[0];
    }

    private protected abstract MixRegion Draw(InputSpec shape, Random random);
}
