namespace DsCnn.Data;

/// <summary>Changes of an image's tones, separately for each channel.</summary>
internal static class ToneChange
{
    /// <summary>Keeps the upper bits of every value.</summary>
    internal static void Posterize(Span<byte> pixels, int bitsRemoved)
    {
        int mask = byte.MaxValue << bitsRemoved;
        foreach (ref byte pixel in pixels)
            pixel = (byte)(pixel & mask);
    }

    /// <summary>Inverts the values at or above a threshold.</summary>
    internal static void Solarize(Span<byte> pixels, double threshold)
    {
        foreach (ref byte pixel in pixels)
            pixel = pixel < threshold ? pixel : (byte)(byte.MaxValue - pixel);
    }

    /// <summary>Stretches each channel so that its darkest value becomes 0 and its lightest 255.</summary>
    internal static void AutoContrast(Span<byte> pixels, InputSpec shape)
    {
        int area = shape.Height * shape.Width;
        for (int start = 0; start < pixels.Length; start += area)
        {
            Span<byte> channel = pixels.Slice(start, area);
            (byte low, byte high) = (byte.MaxValue, byte.MinValue);
            foreach (byte pixel in channel)
                (low, high) = (Math.Min(low, pixel), Math.Max(high, pixel));
            if (high > low)
                Stretch(channel, low, high);
        }
    }

    /// <summary>Redistributes each channel's values so that they are about equally frequent (like Pillow's <c>ImageOps.equalize</c>).</summary>
    internal static void Equalize(Span<byte> pixels, InputSpec shape)
    {
        int area = shape.Height * shape.Width;
        for (int start = 0; start < pixels.Length; start += area)
            EqualizeChannel(pixels.Slice(start, area));
    }

    private static void Stretch(Span<byte> channel, byte low, byte high)
    {
        Span<byte> table = stackalloc byte[ByteTable.Values];
        for (int value = low; value <= high; value++)
            table[value] = ByteTable.ToByte((double)byte.MaxValue * (value - low) / (high - low));
        ByteTable.Apply(channel, table);
    }

    private static void EqualizeChannel(Span<byte> channel)
    {
        Span<int> histogram = stackalloc int[ByteTable.Values];
        histogram.Clear();
        foreach (byte pixel in channel)
            histogram[pixel]++;

        // The lightest value that occurs stays light, so it does not count.
        int step = (channel.Length - histogram[histogram.LastIndexOfAnyExcept(0)]) / byte.MaxValue;
        if (step == 0)
            return;
        Span<byte> table = stackalloc byte[ByteTable.Values];
        int darker = step / 2;
        for (int value = 0; value < ByteTable.Values; value++)
        {
            table[value] = (byte)Math.Min(darker / step, byte.MaxValue);
            darker += histogram[value];
        }

        ByteTable.Apply(channel, table);
    }
}
