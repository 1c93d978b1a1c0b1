using System.Globalization;

namespace DsCnn.Pixels;

/// <summary>Identifies image files that cannot be decoded, so that people know what to do about them.</summary>
internal static class ForeignFormat
{
    internal const string NoImage = "it is not a PNG, JPEG, BMP, WebP or GIF image";

    private const string Advice = "; convert it to PNG or JPEG";

    /// <summary>Describes a file that no decoder can read.</summary>
    internal static string ReasonFor(ReadOnlySpan<byte> file)
    {
        string? picture = PictureIn(file);
        return picture is not null ? $"it is {picture}, which is not supported{Advice}" : OtherIn(file) is { } other ? $"it is {other}" : NoImage;
    }

    /// <summary>Why a JPEG file cannot be decoded, or null if it can.</summary>
    internal static string? ReasonForJpeg(ReadOnlySpan<byte> file)
    {
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            if (!segments.IsFrame || segments.Content.IsEmpty)
                continue;
            string? coding = segments.Marker switch
            {
                0xc0 or 0xc1 or 0xc2 or 0xc9 or 0xca => null,
                0xc3 or 0xcb => "a lossless",
                _ => "a hierarchical",
            };
            int bits = segments.Content[0];
            return coding is not null ? $"it is {coding} JPEG, which is not supported{Advice}"
                : bits != 8 ? string.Create(CultureInfo.InvariantCulture, $"it is a JPEG with {bits} bits per color, and only 8 are supported{Advice}")
                : null;
        }

        return null;
    }

    private static string? PictureIn(ReadOnlySpan<byte> file) =>
        BoxedIn(file) is { } boxed ? boxed
        : file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8) || file.StartsWith("II+\0"u8) || file.StartsWith("MM\0+"u8) ? "a TIFF or camera raw image"
        : file is [0xff, 0x0a, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] ? "a JPEG XL image"
        : file is [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xff, 0x4f, 0xff, 0x51, ..] ? "a JPEG 2000 image"
        : file.StartsWith("8BPS"u8) ? "a Photoshop image"
        : file.StartsWith("%PDF"u8) ? "a PDF file"
        : file.StartsWith("qoif"u8) ? "a QOI image"
        : file is [(byte)'P', >= (byte)'1' and <= (byte)'7', (byte)'\n' or (byte)' ' or (byte)'\r', ..] ? "a PNM image"
        : file.StartsWith("<svg"u8) || (file.StartsWith("<?xml"u8) && Begin(file).IndexOf("<svg"u8) >= 0) ? "an SVG drawing"
        : null;

    /// <summary>The formats inside ISO's base media file format: HEIC, AVIF, videos.</summary>
    private static string? BoxedIn(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[4..].StartsWith("ftyp"u8))
            return null;
        ReadOnlySpan<byte> brands = Begin(file);
        return brands.IndexOf("avif"u8) >= 0 || brands.IndexOf("avis"u8) >= 0 ? "an AVIF image"
            : brands.IndexOf("hei"u8) >= 0 || brands.IndexOf("hev"u8) >= 0 || brands.IndexOf("mif1"u8) >= 0 ? "a HEIC image"
            : "a video";
    }

    private static string? OtherIn(ReadOnlySpan<byte> file) =>
        file.StartsWith("version https://git-lfs"u8) ? "a Git LFS pointer, not the image itself; run git lfs pull to get it"
        : file.StartsWith("/annex/objects/"u8) ? "a git-annex pointer, not the image itself; run git annex get to get it"
        : file.StartsWith("<!"u8) || file.StartsWith("<html"u8) || file.StartsWith("<HTML"u8) ? "a web page, not an image"
        : null;

    private static ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, 64)];
}
