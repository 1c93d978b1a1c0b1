using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>The chunks of a PNG file (PNG specification, third edition).</summary>
internal static class PngFile
{
    /// <summary>The length of a chunk's size, type and checksum.</summary>
    private const int AroundContent = 12;

    private static readonly uint[] _crcs = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    internal static bool IsPng(ReadOnlySpan<byte> file) => file is [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a, ..];

    /// <exception cref="InvalidDataException">The file is damaged, truncated or too large.</exception>
    internal static RgbaImage Decode(ReadOnlySpan<byte> file, int maxPixels)
    {
        ReadOnlySpan<byte> rest = file[8..];
        PngHeader header = Next(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content) && type.SequenceEqual("IHDR"u8)
            ? PngHeader.Read(content)
            : throw DamagedImage.Header();
        ImageLimits.RequirePixels(header.Width, header.Height, maxPixels);

        var colors = new PngColors(header);
        using var packed = new MemoryStream();
        while (Next(ref rest, out type, out content) && !type.SequenceEqual("IEND"u8))
        {
            if (type.SequenceEqual("IDAT"u8))
                packed.Write(content);
            else if (type.SequenceEqual("PLTE"u8))
                colors.TakePalette(content);
            else if (type.SequenceEqual("tRNS"u8))
                colors.TakeTransparency(content);
            else if (IsCritical(type))
                throw DamagedImage.Content();
        }

        colors.RequireComplete();
        packed.Position = 0;
        return new PngRows(header, colors, packed).Read();
    }

    /// <summary>Moves to the next chunk; returns false at the end of the file.</summary>
    /// <exception cref="InvalidDataException">A critical chunk has a wrong checksum.</exception>
    private static bool Next(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        type = default;
        content = default;
        if (rest.Length < AroundContent)
            return false;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - AroundContent)
            return false;
        type = rest.Slice(4, 4);
        content = rest.Slice(8, (int)length);
        uint checksum = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        if (Crc(rest.Slice(4, 4 + (int)length)) != checksum)
        {
            if (IsCritical(type))
                throw DamagedImage.Content();
            type = default;
        }

        rest = rest[((int)length + AroundContent)..];
        return true;
    }

    /// <summary>Chunks that a decoder may skip begin with a lowercase letter; a damaged one is skipped, too.</summary>
    private static bool IsCritical(ReadOnlySpan<byte> type) => type.Length > 0 && (type[0] & 0x20) == 0;

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = _crcs[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint CrcOf(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
        return crc;
    }
}
