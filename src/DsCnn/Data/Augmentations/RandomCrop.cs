using System.Globalization;

namespace DsCnn.Data;

/// <summary>Pads an image on all sides and crops it to the original size: a shift by at most the padding (Krizhevsky et al. 2012; He et al. 2016 for small images).</summary>
public sealed record RandomCrop : Augmentation
{
    /// <summary>Pixels added on every side, at least 0. Default 4.</summary>
    public int Padding { get; init => field = Check.NotNegative(value); } = 4;

    /// <summary>How the padding is filled. Default: black.</summary>
    public PaddingFill Fill { get; init => field = Check.Defined(value); }

    /// <inheritdoc/>
    public override string Description => string.Create(CultureInfo.InvariantCulture, $"shift by up to {Padding} {(Padding == 1 ? "pixel" : "pixels")}");

    /// <inheritdoc/>
    public override void Apply(Span<byte> pixels, InputSpec shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        int down = random.Next((2 * Padding) + 1) - Padding;
        int right = random.Next((2 * Padding) + 1) - Padding;
        if (down == 0 && right == 0)
            return;

        using var original = new ImageCopy(pixels);
        int area = shape.Height * shape.Width;
        for (int start = 0; start < pixels.Length; start += area)
        {
            for (int row = 0; row < shape.Height; row++)
            {
                Span<byte> target = pixels.Slice(start + (row * shape.Width), shape.Width);
                int from = SourceOf(row + down, shape.Height);
                if (from < 0)
                    target.Clear();
                else
                    CropRow(original.Pixels.Slice(start + (from * shape.Width), shape.Width), target, right);
            }
        }
    }

    private void CropRow(ReadOnlySpan<byte> source, Span<byte> target, int right)
    {
        for (int column = 0; column < target.Length; column++)
        {
            int from = SourceOf(column + right, target.Length);
            target[column] = from < 0 ? (byte)0 : source[from];
        }
    }

    /// <summary>The position in the image for a position in the padded image, or -1 for none.</summary>
    private int SourceOf(int place, int extent)
    {
        if ((uint)place < (uint)extent)
            return place;
        if (Fill == PaddingFill.Zeros)
            return -1;

        // Mirrored repeatedly if the padding is larger than the image.
        int period = Math.Max(2 * (extent - 1), 1);
        int within = ((place % period) + period) % period;
        return within < extent ? within : period - within;
    }
}
