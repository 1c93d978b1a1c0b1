namespace DsCnn.Pixels;

/// <summary>Writes bytes as (pixel / 255 - mean) / std into a batch's memory, in one pass.</summary>
/// <remarks>A byte has 256 values, so each channel's results are a table that stays in the processor's L1 cache.</remarks>
internal sealed class PixelWriter
{
    private const int ByteValues = 256;

    private readonly float[][] _tables;

    internal PixelWriter(ImageLayout layout, Preprocessing? preprocessing)
    {
        int channels = layout.Shape.Channels;
        if (preprocessing is not null && preprocessing.Mean.Length != channels)
        {
            throw new ArgumentException(
                $"The normalization must have one mean per channel of the images, {channels}. Received: {preprocessing.Mean.Length}.", nameof(preprocessing));
        }

        Layout = layout;
        _tables = [.. Enumerable.Range(0, channels).Select(c => ValuesOf(preprocessing?.Mean[c] ?? 0, preprocessing?.Std[c] ?? 1))];
    }

    internal ImageLayout Layout { get; }

    /// <summary>Writes one image.</summary>
    /// <param name="pixels">C x H x W bytes.</param>
    /// <param name="image">The same number of elements, in the order of <see cref="Layout"/>.</param>
    internal void Write(ReadOnlySpan<byte> pixels, Span<float> image)
    {
        int area = Layout.Shape.Height * Layout.Shape.Width;
        for (int channel = 0; channel < _tables.Length; channel++)
        {
            Span<float> target = image[(Layout.ChannelsInnermost ? channel : channel * area)..];
            WriteChannel(pixels.Slice(channel * area, area), target, _tables[channel], Layout.PixelStride);
        }
    }

    /// <summary>The result for each byte.</summary>
    internal static float[] ValuesOf(double mean, double std) =>
        [.. Enumerable.Range(0, ByteValues).Select(value => (float)(((value / 255.0) - mean) / std))];

    private static void WriteChannel(ReadOnlySpan<byte> pixels, Span<float> target, ReadOnlySpan<float> table, int stride)
    {
        table = table[..ByteValues];
        int at = 0;
        foreach (byte pixel in pixels)
        {
            target[at] = table[pixel];
            at += stride;
        }
    }
}
