namespace DsCnn.Pixels;

/// <summary>A decoded image, channel by channel, row by row. A grayscale picture has one channel, however its file stores it.</summary>
internal readonly record struct PlanarImage(int Channels, int Height, int Width, byte[] Pixels)
{
    /// <summary>One channel of luminance by ITU-R BT.601, with the 16-bit weights that Pillow's <c>convert("L")</c> uses.</summary>
    internal PlanarImage ToGray()
    {
        if (Channels == 1)
            return this;

        int size = Height * Width;
        byte[] gray = new byte[size];
        ReadOnlySpan<byte> red = Pixels.AsSpan(0, size);
        ReadOnlySpan<byte> green = Pixels.AsSpan(size, size);
        ReadOnlySpan<byte> blue = Pixels.AsSpan(2 * size, size);
        for (int i = 0; i < size; i++)
            gray[i] = (byte)(((red[i] * 19595) + (green[i] * 38470) + (blue[i] * 7471) + 0x8000) >> 16);
        return new PlanarImage(1, Height, Width, gray);
    }

    /// <summary>Scales and crops to a size, and converts to grayscale if one channel is requested; never adds channels.</summary>
    internal PlanarImage To(int? channels, int height, int width) => Resampler.Fit(channels == 1 ? ToGray() : this, height, width);

    /// <summary>Copies an image to one with the same number of channels, or with more: a single channel is copied to all of them.</summary>
    internal static void Spread(ReadOnlySpan<byte> image, Span<byte> pixels)
    {
        for (int offset = 0; offset < pixels.Length; offset += image.Length)
            image.CopyTo(pixels[offset..]);
    }
}
