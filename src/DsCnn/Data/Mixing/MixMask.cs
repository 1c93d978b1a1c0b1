using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace DsCnn.Data;

/// <summary>How much of each number of an image remains its own when it is blended with another image.</summary>
internal readonly ref struct MixMask : IDisposable
{
    private readonly float[] _rented;
    private readonly int _length;

    /// <param name="layout">The order of an image's numbers.</param>
    /// <param name="draw">Fills in the share of each pixel.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <exception cref="InvalidOperationException">A share is not from 0 to 1.</exception>
    internal MixMask(ImageLayout layout, SpanAction draw, string name)
    {
        int pixels = layout.Shape.Height * layout.Shape.Width;
        _length = layout.Length;
        _rented = ArrayPool<float>.Shared.Rent(_length);
        Span<float> own = _rented.AsSpan(0, pixels);
        own.Fill(1);
        draw(own);
        double sum = 0;
        foreach (float share in own)
        {
            if (share is not (>= 0 and <= 1))
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{name} must return shares from 0 to 1. Received: {share}."));
            sum += share;
        }

        Weight = sum / pixels;
        Spread(layout, pixels);
    }

    internal delegate void SpanAction(Span<float> own);

    /// <summary>The mean share.</summary>
    internal double Weight { get; }

    internal void Blend(Span<float> image, ReadOnlySpan<float> partner)
    {
        ReadOnlySpan<float> own = _rented.AsSpan(0, _length);
        Span<Vector<float>> images = MemoryMarshal.Cast<float, Vector<float>>(image);
        ReadOnlySpan<Vector<float>> partners = MemoryMarshal.Cast<float, Vector<float>>(partner);
        ReadOnlySpan<Vector<float>> shares = MemoryMarshal.Cast<float, Vector<float>>(own);
        for (int i = 0; i < images.Length; i++)
            images[i] = (shares[i] * images[i]) + ((Vector<float>.One - shares[i]) * partners[i]);
        for (int i = images.Length * Vector<float>.Count; i < image.Length; i++)
            image[i] = (own[i] * image[i]) + ((1 - own[i]) * partner[i]);
    }

    public void Dispose() => ArrayPool<float>.Shared.Return(_rented);

    /// <summary>Copies a pixel's share to all its channels; backward if they are adjacent, so that no share is overwritten before it is read.</summary>
    private void Spread(ImageLayout layout, int pixels)
    {
        int channels = layout.Shape.Channels;
        if (layout.ChannelsInnermost)
        {
            for (int pixel = pixels - 1; pixel >= 0; pixel--)
                _rented.AsSpan(pixel * channels, channels).Fill(_rented[pixel]);
            return;
        }

        for (int channel = 1; channel < channels; channel++)
            _rented.AsSpan(0, pixels).CopyTo(_rented.AsSpan(channel * pixels));
    }
}
