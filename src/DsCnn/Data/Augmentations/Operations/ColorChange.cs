namespace DsCnn.Data;

/// <summary>Changes of lightness and color. Factor 1 leaves an image as it is; 0 makes it black, flat or gray.</summary>
internal static class ColorChange
{
    private const int ColorChannels = 3;

    /// <summary>The weights of red, green and blue in a pixel's brightness (ITU-R BT.601).</summary>
    private const double Red = 0.299;
    private const double Green = 0.587;
    private const double Blue = 0.114;

    internal static bool HasColors(InputSpec shape) => shape.Channels == ColorChannels;

    internal static void Brightness(Span<byte> pixels, double factor) => ByteTable.Blend(pixels, other: 0, factor);

    /// <summary>Moves all values away from the image's mean brightness.</summary>
    internal static void Contrast(Span<byte> pixels, InputSpec shape, double factor) =>
        ByteTable.Blend(pixels, MeanBrightness(pixels, shape), factor);

    /// <summary>Moves the three colors of a pixel away from its brightness.</summary>
    internal static void Saturation(Span<byte> pixels, double factor)
    {
        int area = pixels.Length / ColorChannels;
        for (int i = 0; i < area; i++)
        {
            ref byte red = ref pixels[i];
            ref byte green = ref pixels[i + area];
            ref byte blue = ref pixels[i + (2 * area)];
            double gray = (1 - factor) * ((Red * red) + (Green * green) + (Blue * blue));
            red = ByteTable.ToByte((factor * red) + gray);
            green = ByteTable.ToByte((factor * green) + gray);
            blue = ByteTable.ToByte((factor * blue) + gray);
        }
    }

    /// <summary>Rotates the colors around the HSV color wheel.</summary>
    /// <param name="pixels">3 x H x W bytes, changed in place.</param>
    /// <param name="turns">From -0.5 to 0.5 of the circle; a third turns red into green.</param>
    internal static void Hue(Span<byte> pixels, double turns)
    {
        int area = pixels.Length / ColorChannels;
        for (int i = 0; i < area; i++)
        {
            ref byte red = ref pixels[i];
            ref byte green = ref pixels[i + area];
            ref byte blue = ref pixels[i + (2 * area)];
            int value = Math.Max(red, Math.Max(green, blue));
            int chroma = value - Math.Min(red, Math.Min(green, blue));
            if (chroma == 0)
                continue;

            // In sixths of the circle, from red.
            double hue = value == red ? (double)(green - blue) / chroma
                : value == green ? 2 + ((double)(blue - red) / chroma)
                : 4 + ((double)(red - green) / chroma);
            hue += 6 * turns;
            red = Component(hue + 5, value, chroma);
            green = Component(hue + 3, value, chroma);
            blue = Component(hue + 1, value, chroma);
        }
    }

    /// <summary>One color of an HSV value: the full value on a third of the circle, the value minus the chroma on the opposite third, and linear in between.</summary>
    private static byte Component(double sixths, int value, int chroma)
    {
        double k = sixths - (6 * Math.Floor(sixths / 6));
        return ByteTable.ToByte(value - (chroma * Math.Clamp(Math.Min(k, 4 - k), 0, 1)));
    }

    private static double MeanBrightness(ReadOnlySpan<byte> pixels, InputSpec shape)
    {
        if (!HasColors(shape))
            return Mean(pixels);
        int area = pixels.Length / ColorChannels;
        return (Red * Mean(pixels[..area])) + (Green * Mean(pixels.Slice(area, area))) + (Blue * Mean(pixels[(2 * area)..]));
    }

    internal static double Mean(ReadOnlySpan<byte> pixels)
    {
        long sum = 0;
        foreach (byte pixel in pixels)
            sum += pixel;
        return (double)sum / pixels.Length;
    }
}
