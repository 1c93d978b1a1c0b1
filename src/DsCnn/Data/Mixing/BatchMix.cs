using System.Buffers;

namespace DsCnn.Data;

/// <summary>A way to blend the images of a batch with each other, so that a network is also trained on what lies between the classes. Derive from it to write your own.</summary>
/// <remarks>
/// Every image's partner is the next one, and that of the last image is the first; a training batch is in random order. Each pixel becomes
/// <c>own * image + (1 - own) * partner</c>, in all channels and in all images of the batch alike, and the loss
/// <c>weight * loss(own class) + (1 - weight) * loss(partner's class)</c>, where the weight is the mean of <c>own</c> over the pixels.
/// </remarks>
/// <example><code>
/// sealed record Halves : BatchMix
/// {
///     public override void Draw(Span&lt;float&gt; own, InputSpec shape, Random random) =&gt; own[..(own.Length / 2)].Clear();
/// }
/// </code></example>
public abstract record BatchMix
{
    /// <summary>The share of the batches that are blended, above 0 and at most 1; the others stay as they are. Default 1.</summary>
    public double Probability { get; init => field = Check.PositiveShare(value); } = 1;

    /// <summary>A short description for summaries, which must be the same when a run is resumed. Default: the name of the type.</summary>
    public virtual string Description => GetType().Name;

    /// <summary>Decides, for one batch, how much of each pixel remains the image's own.</summary>
    /// <remarks>Called from several threads, each time for a different batch: keep no state between calls.</remarks>
    /// <param name="own">H x W shares from 0 to 1, row by row, to change; all are 1 initially, which leaves the images as they are.</param>
    /// <param name="shape">The size of the images.</param>
    /// <param name="random">The only source of random numbers to use. Its numbers depend on the seed, the epoch and the batch, so a resumed run blends images in the same way as an uninterrupted one.</param>
    public abstract void Draw(Span<float> own, InputSpec shape, Random random);

    /// <summary>Blends images with their partners in place.</summary>
    /// <param name="images">The batch, image by image, and the partner of the last one where that is not the first.</param>
    /// <param name="count">How many images are blended.</param>
    /// <param name="layout">The order of an image's numbers.</param>
    /// <param name="random">The source of random numbers.</param>
    /// <returns>The weight of the images' own classes.</returns>
    /// <exception cref="InvalidOperationException">A share is not from 0 to 1.</exception>
    internal double Apply(Span<float> images, int count, ImageLayout layout, Random random)
    {
        using var mask = new MixMask(layout, own => Draw(own, layout.Shape, random), Description);
        int length = layout.Length;
        float[] first = ArrayPool<float>.Shared.Rent(length);
        try
        {
            // The first image, the last one's partner, has already been blended by then.
            images[..length].CopyTo(first);
            for (int start = 0; start < count * length; start += length)
            {
                Span<float> image = images.Slice(start, length);
                ReadOnlySpan<float> rest = images[(start + length)..];
                mask.Blend(image, rest.IsEmpty ? first.AsSpan(0, length) : rest[..length]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(first);
        }

        return mask.Weight;
    }

    /// <summary>Copies what belongs to every image's partner.</summary>
    /// <param name="own">That of every image, and of the last one's partner where that is not the first image.</param>
    /// <param name="partners">Gets as many as there are images.</param>
    internal static void CopyPartners<T>(ReadOnlySpan<T> own, Span<T> partners)
    {
        own[1..].CopyTo(partners);
        if (own.Length == partners.Length)
            partners[^1] = own[0];
    }
}
