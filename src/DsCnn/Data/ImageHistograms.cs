namespace DsCnn.Data;

/// <summary>How often each value occurs in each channel of all images, as integers, so that the order of the images does not matter.</summary>
internal static class ImageHistograms
{
    private const int ByteValues = 256;

    /// <summary>Channels x 256 counts.</summary>
    internal static long[][] Count(IImageSource source, CancellationToken cancellationToken)
    {
        long[][] total = Empty(source.Shape.Channels);
        var addition = new Lock();
        ParallelImages.For(
            source.Count,
            begin: () => (Pixels: new byte[source.Shape.Shape.Elements], Counts: Empty(source.Shape.Channels)),
            (image, local) =>
            {
                source.CopyPixels(image, local.Pixels);
                AddPixels(local.Pixels, local.Counts);
            },
            end: local =>
            {
                lock (addition)
                    AddCounts(local.Counts, total);
            },
            cancellationToken);
        return total;
    }

    private static long[][] Empty(int channels) => [.. Enumerable.Range(0, channels).Select(_ => new long[ByteValues])];

    private static void AddPixels(byte[] pixels, long[][] counts)
    {
        int channelBytes = pixels.Length / counts.Length;
        foreach ((int channel, long[] values) in counts.Index())
        {
            foreach (byte pixel in pixels.AsSpan(channel * channelBytes, channelBytes))
                values[pixel]++;
        }
    }

    private static void AddCounts(long[][] counts, long[][] total)
    {
        foreach ((int channel, long[] values) in counts.Index())
        {
            for (int value = 0; value < ByteValues; value++)
                total[channel][value] += values[value];
        }
    }
}
