namespace DsCnn.Inference;

/// <summary>An upright image: what an <see cref="ImageDecoder"/> gives.</summary>
public sealed class DecodedImage
{
    /// <summary>Takes pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="format">What a pixel consists of.</param>
    /// <param name="pixels">Row by row from the top, without gaps; not used after the call.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes than pixels.</exception>
    public DecodedImage(int width, int height, PixelFormat format, ReadOnlySpan<byte> pixels)
        : this(PixelUnpacker.Unpack(pixels, width, height, format, ImageLimits.LargestMaxPixels))
    {
    }

    internal DecodedImage(PlanarImage image) => Planar = image;

    /// <summary>Columns.</summary>
    public int Width => Planar.Width;

    /// <summary>Rows.</summary>
    public int Height => Planar.Height;

    internal PlanarImage Planar { get; }
}
