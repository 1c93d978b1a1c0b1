using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DsCnn.Pixels;

/// <summary>The EXIF and XMP blocks of an image file; empty if there are none.</summary>
internal readonly ref struct ImageMetadata
{
    private const int LongestText = 1 << 20;

    internal ReadOnlySpan<byte> Exif { get; private init; }

    internal ReadOnlySpan<byte> Xmp { get; private init; }

    internal static ImageMetadata In(ReadOnlySpan<byte> file) =>
        JpegSegments.IsJpeg(file) ? InJpeg(file)
        : file is [0x89, (byte)'P', (byte)'N', (byte)'G', _, _, _, _, ..] ? InPng(file)
        : file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8) ? InWebP(file)
        : default;

    private static ImageMetadata InJpeg(ReadOnlySpan<byte> file)
    {
        const byte App1 = 0xe1;
        ReadOnlySpan<byte> exif = default;
        ReadOnlySpan<byte> xmp = default;
        var segments = new JpegSegments(file);
        while (segments.MoveNext())
        {
            if (segments.Marker != App1)
                continue;
            if (exif.IsEmpty && segments.Content.StartsWith("Exif\0"u8))
                exif = segments.Content;
            else if (xmp.IsEmpty && segments.Content.StartsWith("http://ns.adobe.com/xap/1.0/\0"u8))
                xmp = segments.Content;
        }

        return new ImageMetadata { Exif = exif, Xmp = xmp };
    }

    private static ImageMetadata InPng(ReadOnlySpan<byte> file)
    {
        const int Around = 12;
        ReadOnlySpan<byte> exif = default;
        ReadOnlySpan<byte> textExif = default;
        ReadOnlySpan<byte> xmp = default;
        for (ReadOnlySpan<byte> rest = file[8..]; rest.Length >= Around;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - Around)
                break;
            ReadOnlySpan<byte> type = rest[4..8];
            ReadOnlySpan<byte> content = rest.Slice(8, (int)length);
            if (type.SequenceEqual("eXIf"u8))
                exif = content;
            else if (type.SequenceEqual("zTXt"u8) || type.SequenceEqual("tEXt"u8) || type.SequenceEqual("iTXt"u8))
                ReadText(type, content, ref textExif, ref xmp);
            rest = rest[((int)length + Around)..];
        }

        return new ImageMetadata { Exif = exif.IsEmpty ? textExif : exif, Xmp = xmp };
    }

    private static void ReadText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content, ref ReadOnlySpan<byte> exif, ref ReadOnlySpan<byte> xmp)
    {
        if (exif.IsEmpty && content.StartsWith("Raw profile type exif\0"u8))
            exif = Hexadecimal(PngText(type, content["Raw profile type exif\0".Length..]));
        else if (xmp.IsEmpty && content.StartsWith("XML:com.adobe.xmp\0"u8))
            xmp = PngText(type, content["XML:com.adobe.xmp\0".Length..]);
    }

    /// <summary>The text of a chunk after its keyword.</summary>
    private static ReadOnlySpan<byte> PngText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        if (type.SequenceEqual("tEXt"u8))
            return content;
        if (type.SequenceEqual("zTXt"u8))
            return content.IsEmpty ? default : Inflate(content[1..]);
        if (content.Length < 2)
            return default;
        bool isPacked = content[0] != 0;
        content = content[2..];
        // The language tag and the translated keyword.
        for (int i = 0; i < 2; i++)
            content = content[(content.IndexOf((byte)0) + 1)..];
        return isPacked ? Inflate(content) : content;
    }

    /// <summary>Limits the length to that of a realistic description; the rest of a decompression bomb stays compressed.</summary>
    private static ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> packed)
    {
        try
        {
            packed = packed[..Math.Min(packed.Length, LongestText)];
            using var unpacking = new ZLibStream(new MemoryStream(packed.ToArray(), writable: false), CompressionMode.Decompress);
            byte[] text = new byte[Math.Min(LongestText, 1032L * packed.Length)];
            return text.AsSpan(0, unpacking.ReadAtLeast(text, text.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    /// <summary>ImageMagick's format: an empty line, the kind, the length, then lines of hexadecimal digits.</summary>
    private static ReadOnlySpan<byte> Hexadecimal(ReadOnlySpan<byte> text)
    {
        string digits = string.Concat(Encoding.Latin1.GetString(text[..Math.Min(text.Length, LongestText)]).Split('\n').Skip(3)).Trim();
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            return default;
        }
    }

    private static ImageMetadata InWebP(ReadOnlySpan<byte> file)
    {
        const byte HasExif = 8;
        const byte HasXmp = 4;
        ReadOnlySpan<byte> exif = default;
        ReadOnlySpan<byte> xmp = default;
        int flags = 0;
        for (ReadOnlySpan<byte> rest = file[12..]; rest.Length >= 8;)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
                break;
            ReadOnlySpan<byte> content = rest.Slice(8, (int)length);
            if (rest.StartsWith("VP8X"u8) && length > 0)
                flags = content[0];
            else if (exif.IsEmpty && rest.StartsWith("EXIF"u8) && (flags & HasExif) != 0)
                exif = content;
            else if (xmp.IsEmpty && rest.StartsWith("XMP "u8) && (flags & HasXmp) != 0)
                xmp = content;
            rest = rest[Math.Min(rest.Length, 8 + (int)length + ((int)length & 1))..];
        }

        return new ImageMetadata { Exif = exif, Xmp = xmp };
    }
}
