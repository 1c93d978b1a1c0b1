using System.Buffers.Binary;

namespace DsCnn.Pixels;

/// <summary>How an image has to be rotated to be upright, in whatever form its file specifies this.</summary>
/// <remarks>
/// Read here because decoders differ in what they recognize: EXIF (CIPA DC-008, tag 274) in JPEG, PNG (a chunk of its own, or ImageMagick's text) and WebP, in both byte orders, or else
/// XMP. The reference is Pillow's <c>ImageOps.exif_transpose</c>.
/// </remarks>
internal static class ExifOrientation
{
    private const int Tag = 274;
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;

    internal static ImageOrientation Of(ReadOnlySpan<byte> file)
    {
        ImageMetadata metadata = ImageMetadata.In(file);
        int orientation = InExif(metadata.Exif) ?? InXmp(metadata.Xmp) ?? 0;
        return orientation is >= 1 and <= 8 ? (ImageOrientation)orientation : ImageOrientation.TopLeft;
    }

    /// <summary>The orientation in the first directory of a TIFF header; 0 if it has the wrong type, null if there is none.</summary>
    private static int? InExif(ReadOnlySpan<byte> exif)
    {
        while (exif.StartsWith("Exif\0\0"u8))
            exif = exif[6..];
        bool isLittle = exif.StartsWith("II*\0"u8);
        if (exif.Length < HeaderBytes || !(isLittle || exif.StartsWith("MM\0*"u8)))
            return null;

        long directory = Long(exif[4..], isLittle);
        if (directory + 2 > exif.Length)
            return null;
        int entries = Short(exif[(int)directory..], isLittle);
        int? orientation = null;
        for (int i = 0; i < entries; i++)
        {
            long at = directory + 2 + ((long)i * EntryBytes);
            if (at + EntryBytes > exif.Length)
                break;
            ReadOnlySpan<byte> entry = exif.Slice((int)at, EntryBytes);
            // If there are several, the last one counts.
            if (Short(entry, isLittle) == Tag)
                orientation = Value(exif, entry, isLittle) ?? orientation;
        }

        return orientation;
    }

    /// <summary>The first number of an entry; 0 if it contains none, null if its offset is out of range.</summary>
    private static int? Value(ReadOnlySpan<byte> exif, ReadOnlySpan<byte> entry, bool isLittle)
    {
        int bytes = Short(entry[2..], isLittle) switch { 3 or 8 => 2, 4 or 9 => 4, _ => 0 };
        uint count = Long(entry[4..], isLittle);
        if (bytes == 0 || count == 0)
            return 0;
        long place = (long)count * bytes <= 4 ? -1 : Long(entry[8..], isLittle);
        if (place + ((long)count * bytes) > exif.Length)
            return null;
        ReadOnlySpan<byte> value = place < 0 ? entry[8..] : exif[(int)place..];
        return bytes == 2 ? Short(value, isLittle) : (int)Math.Min(Long(value, isLittle), int.MaxValue);
    }

    /// <summary>As an attribute or an element: <c>tiff:Orientation="6"</c>, <c>&lt;tiff:Orientation&gt;6</c>.</summary>
    private static int? InXmp(ReadOnlySpan<byte> xmp)
    {
        ReadOnlySpan<byte> name = "tiff:Orientation"u8;
        for (int at = xmp.IndexOf(name); at >= 0; at = xmp.IndexOf(name))
        {
            xmp = xmp[(at + name.Length)..];
            if (xmp is [(byte)'=', (byte)'"', >= (byte)'0' and <= (byte)'9' and var attribute, ..])
                return attribute - '0';
            if (xmp is [(byte)'>', >= (byte)'0' and <= (byte)'9' and var element, ..])
                return element - '0';
        }

        return null;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Long(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

/// <summary>Where the first stored row and column belong in the upright image, in EXIF's numbering.</summary>
internal enum ImageOrientation
{
    /// <summary>It is upright.</summary>
    TopLeft = 1,

    /// <summary>Mirrored.</summary>
    TopRight,

    /// <summary>Upside down.</summary>
    BottomRight,

    /// <summary>Mirrored, upside down.</summary>
    BottomLeft,

    /// <summary>Rows and columns swapped.</summary>
    LeftTop,

    /// <summary>To be rotated to the right.</summary>
    RightTop,

    /// <summary>Rows and columns swapped, mirrored both ways.</summary>
    RightBottom,

    /// <summary>To be rotated to the left.</summary>
    LeftBottom,
}
