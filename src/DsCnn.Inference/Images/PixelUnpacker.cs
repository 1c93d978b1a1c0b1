namespace DsCnn.Inference;

/// <summary>Separates pixels into channels.</summary>
internal static class PixelUnpacker
{
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    internal static PlanarImage Unpack(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int maxPixels)
    {
        Check.Positive(width, nameof(width));
        Check.Positive(height, nameof(height));
        Check.Defined(format, nameof(format));
        if ((long)width * height > maxPixels)
            throw new ArgumentException($"An image has at most {maxPixels} pixels. Received: {width} x {height}.", nameof(pixels));

        (int red, int green, int blue, int? alpha, int stride) = Places(format);
        if (pixels.Length != (long)width * height * stride)
        {
            throw new ArgumentException(
                $"{width} x {height} pixels of {format} have {(long)width * height * stride} bytes. Received: {pixels.Length}.", nameof(pixels));
        }

        if (format == PixelFormat.Gray8)
            return new PlanarImage(1, height, width, pixels.ToArray());

        int size = width * height;
        byte[] planes = new byte[3 * size];
        for (int i = 0; i < size; i++)
        {
            ReadOnlySpan<byte> pixel = pixels.Slice(i * stride, stride);
            byte opacity = alpha is { } place ? pixel[place] : byte.MaxValue;
            planes[i] = PixelOrder.OnWhite(pixel[red], opacity);
            planes[size + i] = PixelOrder.OnWhite(pixel[green], opacity);
            planes[(2 * size) + i] = PixelOrder.OnWhite(pixel[blue], opacity);
        }

        return new PlanarImage(3, height, width, planes);
    }

    private static (int Red, int Green, int Blue, int? Alpha, int Stride) Places(PixelFormat format) => format switch
    {
        PixelFormat.Gray8 => (0, 0, 0, null, 1),
        PixelFormat.Rgb24 => (0, 1, 2, null, 3),
        PixelFormat.Bgr24 => (2, 1, 0, null, 3),
        PixelFormat.Rgba32 => (0, 1, 2, 3, 4),
        _ => (2, 1, 0, 3, 4),
    };
}
