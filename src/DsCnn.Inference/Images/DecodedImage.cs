namespace DsCnn.Inference;

/// <summary>An upright image, the result of an <see cref="ImageDecoder"/>.</summary>
public sealed class DecodedImage
{
    /// <summary>Creates an image from pixels.</summary>
    /// <param name="width">The number of columns.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="format">The format of a pixel.</param>
    /// <param name="pixels">Row by row from the top, without gaps; not used after the call.</param>
    /// <exception cref="ArgumentException">The number of bytes does not match the size.</exception>
    public DecodedImage(int width, int height, PixelFormat format, ReadOnlySpan<byte> pixels)
        : this(PixelUnpacker.Unpack(pixels, width, height, format, ImageLimits.LargestMaxPixels))
    {
    }

    internal DecodedImage(PlanarImage image) => Planar = image;

    /// <summary>The number of columns.</summary>
    public int Width => Planar.Width;

    /// <summary>The number of rows.</summary>
    public int Height => Planar.Height;

    internal PlanarImage Planar { get; }
}
