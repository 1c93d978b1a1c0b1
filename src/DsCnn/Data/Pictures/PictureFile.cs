using System.Runtime.InteropServices;
using SkiaSharp;

namespace DsCnn.Data;

/// <summary>Encodes pictures as PNG, which is exact, or JPEG, which is small.</summary>
internal static class PictureFile
{
    private const int JpegQuality = 85;

    /// <summary>Pictures with a longer side than this are encoded as JPEG.</summary>
    private const int LargestExactSide = 96;

    /// <summary>A picture for a page, scaled down if it has more pixels than can be seen.</summary>
    internal static HtmlPicture ForPage(PlanarImage image, string name, int largestSide)
    {
        int longest = Math.Max(image.Height, image.Width);
        if (longest > largestSide)
            image = Resampler.Fit(image, Scaled(image.Height, largestSide, longest), Scaled(image.Width, largestSide, longest));
        bool exact = Math.Max(image.Height, image.Width) <= LargestExactSide;
        byte[] file = Encode(image, exact ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg);
        return new HtmlPicture(exact ? "image/png" : "image/jpeg", file, image.Width, image.Height, name);
    }

    internal static byte[] ToPng(this PlanarImage image) => Encode(image, SKEncodedImageFormat.Png);

    private static int Scaled(int length, int largest, int longest) => Math.Max(1, (int)Math.Round((double)length * largest / longest));

    private static byte[] Encode(PlanarImage image, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Span<byte> pixels = MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(bitmap.GetPixelSpan()), bitmap.ByteCount);
        int size = image.Height * image.Width;
        // For images that are neither grayscale nor RGB, the first channel is shown as gray.
        int step = image.Channels == 3 ? size : 0;
        for (int i = 0; i < size; i++)
        {
            Span<byte> pixel = pixels.Slice(4 * i, 4);
            (pixel[0], pixel[1], pixel[2], pixel[3]) = (image.Pixels[i], image.Pixels[i + step], image.Pixels[i + (2 * step)], byte.MaxValue);
        }

        using SKData data = bitmap.Encode(format, JpegQuality);
        return data.ToArray();
    }
}
