namespace DsCnn.Inference;

/// <summary>Decodes PNG and JPEG files in pure C#, with exactly the same pixels as <c>DsCnn.Imaging</c>. For programs without native libraries; the default decoder if DsCnn.Imaging is not referenced.</summary>
/// <remarks>
/// PNG of every kind; JPEG with 8 bits per color, baseline and progressive, grayscale, YCbCr, RGB, CMYK and YCCK. Other formats, and JPEGs with arithmetic coding, are rejected by name.
/// There is no unsafe code, and sizes are checked against the file's length before memory is allocated.
/// </remarks>
public sealed class ManagedImageDecoder : ImageDecoder
{
    private const string Elsewhere = ", which only the package DsCnn.Imaging reads; reference it, or convert the image to PNG or JPEG";

    /// <inheritdoc/>
    public override DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        if (PngFile.IsPng(file))
            return Upright(file, PngFile.Decode(file, maxPixels));
        if (JpegSegments.IsJpeg(file))
        {
            return ForeignFormat.ReasonForJpeg(file) is { } unread
                ? throw new InvalidDataException(unread)
                : Upright(file, JpegFile.Decode(file, maxPixels));
        }

        throw new InvalidDataException(FormatOf(file) is { } format ? $"it is a {format} image{Elsewhere}" : ForeignFormat.ReasonFor(file));
    }

    private static DecodedImage Upright(ReadOnlySpan<byte> file, RgbaImage image) =>
        new(PixelOrder.Of(ExifOrientation.Of(file), image.Height, image.Width).Read(image.Pixels));

    private static string? FormatOf(ReadOnlySpan<byte> file) => file switch
    {
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "GIF",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "BMP",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        _ => null,
    };
}
