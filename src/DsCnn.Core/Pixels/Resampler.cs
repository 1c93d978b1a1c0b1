namespace DsCnn.Pixels;

/// <summary>Scales images: the short side is fitted, and the middle of the long side is cropped.</summary>
/// <remarks>
/// Uses a triangle filter as wide as two source pixels, or two target pixels if the image shrinks, so that no source pixel is skipped. This is
/// Pillow's <c>BILINEAR</c> and torchvision's <c>antialias=True</c>. Both directions are computed in floating point and rounded once.
/// </remarks>
internal static class Resampler
{
    /// <summary>If less than this share is kept, most of the image is cropped away.</summary>
    internal const double MostlyCut = 0.5;

    /// <summary>The share of an image's pixels that is left after cropping the middle of the long side.</summary>
    internal static double KeptShare((int Height, int Width) image, int height, int width)
    {
        double scale = Math.Min((double)image.Height / height, (double)image.Width / width);
        return scale * height * scale * width / ((double)image.Height * image.Width);
    }

    internal static PlanarImage Fit(PlanarImage image, int height, int width)
    {
        if (image.Height == height && image.Width == width)
            return image;

        double scale = Math.Min((double)image.Height / height, (double)image.Width / width);
        Taps[] columns = Line(image.Width, width, scale);
        Taps[] rows = Line(image.Height, height, scale);
        byte[] pixels = new byte[image.Channels * height * width];
        int firstRow = rows[0].First;
        float[] narrowed = new float[(rows[^1].End - firstRow) * width];
        for (int channel = 0; channel < image.Channels; channel++)
        {
            ReadOnlySpan<byte> plane = image.Pixels.AsSpan(channel * image.Height * image.Width, image.Height * image.Width);
            Narrow(plane[(firstRow * image.Width)..], image.Width, columns, narrowed);
            Flatten(narrowed, firstRow, width, rows, pixels.AsSpan(channel * height * width, height * width));
        }

        return new PlanarImage(image.Channels, height, width, pixels);
    }

    /// <summary>The weights with which each target pixel of a row or column combines the middle of the source's.</summary>
    private static Taps[] Line(int from, int to, double scale)
    {
        double start = (from - (to * scale)) / 2;
        double reach = Math.Max(1, scale);
        var line = new Taps[to];
        for (int i = 0; i < to; i++)
        {
            double center = start + ((i + 0.5) * scale);
            int first = Math.Max(0, (int)Math.Floor(center - reach + 0.5));
            int end = Math.Min(from, (int)Math.Floor(center + reach + 0.5));
            double[] weights = [.. Enumerable.Range(first, end - first).Select(j => Math.Max(0, 1 - (Math.Abs(j + 0.5 - center) / reach)))];
            double sum = weights.Sum();
            line[i] = new Taps(first, [.. weights.Select(w => (float)(w / sum))]);
        }

        return line;
    }

    private static void Narrow(ReadOnlySpan<byte> plane, int stride, Taps[] columns, float[] narrowed)
    {
        for (int row = 0; row < narrowed.Length / columns.Length; row++)
        {
            ReadOnlySpan<byte> source = plane.Slice(row * stride, stride);
            Span<float> target = narrowed.AsSpan(row * columns.Length, columns.Length);
            for (int column = 0; column < target.Length; column++)
            {
                float[] weights = columns[column].Weights;
                ReadOnlySpan<byte> taken = source.Slice(columns[column].First, weights.Length);
                float sum = 0;
                for (int i = 0; i < weights.Length; i++)
                    sum += weights[i] * taken[i];
                target[column] = sum;
            }
        }
    }

    private static void Flatten(float[] narrowed, int firstRow, int width, Taps[] rows, Span<byte> pixels)
    {
        float[] sums = new float[width];
        for (int row = 0; row < rows.Length; row++)
        {
            Array.Clear(sums);
            for (int i = 0; i < rows[row].Weights.Length; i++)
            {
                float weight = rows[row].Weights[i];
                ReadOnlySpan<float> source = narrowed.AsSpan((rows[row].First - firstRow + i) * width, width);
                for (int column = 0; column < sums.Length; column++)
                    sums[column] += weight * source[column];
            }

            for (int column = 0; column < sums.Length; column++)
                pixels[(row * width) + column] = (byte)Math.Clamp((int)(sums[column] + 0.5f), 0, byte.MaxValue);
        }
    }

    private readonly record struct Taps(int First, float[] Weights)
    {
        internal int End => First + Weights.Length;
    }
}
