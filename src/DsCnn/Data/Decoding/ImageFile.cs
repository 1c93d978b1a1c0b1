using SkiaSharp;

namespace DsCnn.Data;

/// <summary>Reads untrusted image files: sizes are checked before memory is allocated, and incomplete images are rejected.</summary>
internal static class ImageFile
{
    internal static IReadOnlyList<string> Extensions { get; } = ["png", "jpg", "jpeg", "bmp", "webp", "gif"];

    internal static bool HasKnownExtension(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> extension = Path.GetExtension(name).TrimStart('.');
        foreach (string known in Extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether reading failed because of the file, so that other files may still be readable.</summary>
    internal static bool IsUnreadable(Exception failure) => failure is InvalidDataException or IOException or UnauthorizedAccessException;

    /// <summary>Reads the size of an upright image from its header.</summary>
    /// <exception cref="InvalidDataException">The file is not an image; the message says why, without the file's name.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    internal static (int Height, int Width) ReadSize(string path, int maxPixels)
    {
        using SKData content = ReadAll(path);
        using SKCodec codec = Open(content, maxPixels);
        PixelOrder order = OrderOf(content, codec);
        return (order.Height, order.Width);
    }

    /// <summary>Decodes an image, or the first frame of an animation, upright and on white.</summary>
    /// <exception cref="InvalidDataException">The file is not an image, or is incomplete; the message says why, without the file's name.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    internal static PlanarImage Decode(string path, int maxPixels)
    {
        using SKData content = ReadAll(path);
        return Decode(content, maxPixels);
    }

    /// <summary>Decodes the bytes of an image file, or the first frame of an animation, upright and on white.</summary>
    /// <exception cref="InvalidDataException">The bytes are not an image, or are incomplete; the message says why.</exception>
    internal static PlanarImage Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        ImageLimits.RequireLength(file.Length);
        using var content = SKData.CreateCopy(file);
        return Decode(content, maxPixels);
    }

    private static PlanarImage Decode(SKData content, int maxPixels)
    {
        using SKCodec codec = Open(content, maxPixels);
        // Without a color space there is no conversion: the numbers in the file are the pixels, as in Pillow.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(info))
            throw new InvalidDataException(FormattableString.Invariant($"there is not enough memory for {info.Width} x {info.Height} pixels"));

        SKCodecResult result = codec.GetPixels(info, bitmap.GetPixels());
        return result == SKCodecResult.Success
            ? OrderOf(content, codec).Read(bitmap.GetPixelSpan())
            : throw new InvalidDataException(result == SKCodecResult.IncompleteInput ? "the file is cut short" : "the file is damaged");
    }

    /// <summary>Decodes an image into the pixels of a shape with 1 or 3 channels, C x H x W.</summary>
    /// <inheritdoc cref="Decode(string, int)" path="/exception"/>
    internal static void Decode(string path, InputSpec shape, int maxPixels, Span<byte> pixels) =>
        PlanarImage.Spread(Decode(path, maxPixels).To(shape.Channels, shape.Height, shape.Width).Pixels, pixels[..shape.Shape.Elements]);

    private static PixelOrder OrderOf(SKData content, SKCodec codec) => PixelOrder.Of(ExifOrientation.Of(content.AsSpan()), codec.Info.Height, codec.Info.Width);

    private static SKCodec Open(SKData content, int maxPixels)
    {
        if (ForeignFormat.ReasonForJpeg(content.AsSpan()) is { } unread)
            throw new InvalidDataException(unread);
        SKCodec codec = SKCodec.Create(new SKMemoryStream(content), out SKCodecResult result)
            ?? throw new InvalidDataException(
                result == SKCodecResult.IncompleteInput ? "its header is damaged or cut short" : ForeignFormat.ReasonFor(content.AsSpan()));
        try
        {
            // Skia also tries formats whose headers match almost any bytes (WBMP).
            if (codec.EncodedFormat is not (SKEncodedImageFormat.Png or SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Bmp
                or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif))
            {
                throw new InvalidDataException(ForeignFormat.ReasonFor(content.AsSpan()));
            }

            ImageLimits.RequirePixels(codec.Info.Width, codec.Info.Height, maxPixels);
            return codec;
        }
        catch
        {
            codec.Dispose();
            throw;
        }
    }

    private static SKData ReadAll(string path)
    {
        using FileStream file = ImageLimits.Open(path);
        return SKData.Create(file, file.Length);
    }
}
