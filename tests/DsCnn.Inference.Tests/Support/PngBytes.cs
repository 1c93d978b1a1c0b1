using System.Buffers.Binary;
using System.IO.Compression;

namespace DsCnn.Tests;

/// <summary>PNG files byte by byte, of kinds that few programs write.</summary>
internal static class PngBytes
{
    private static readonly byte[] _signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>A file of rows that are ready: a filter's number and the filtered bytes, of all passes.</summary>
    internal static byte[] Of(PngHeader header, ReadOnlySpan<byte> rows, byte[]? palette = null, byte[]? transparency = null)
    {
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            packing.Write(rows);
        byte[] start = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(start, header.Width);
        BinaryPrimitives.WriteInt32BigEndian(start.AsSpan(4), header.Height);
        (start[8], start[9], start[12]) = ((byte)header.BitDepth, (byte)header.ColorType, header.IsInterlaced ? (byte)1 : (byte)0);
        byte[] file =
        [
            .. _signature, .. Chunk("IHDR"u8, start), .. palette is null ? [] : Chunk("PLTE"u8, palette), .. transparency is null ? [] : Chunk("tRNS"u8, transparency),
            .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, []),
        ];
        CorrectSums(file);
        return file;
    }

    /// <summary>A file of random pixels with random filters.</summary>
    internal static byte[] Random(PngHeader header, int seed, bool isTransparent)
    {
        var random = new Random(seed);
        int images = header.IsInterlaced ? 7 : 1;
        (int Column, int Row, int Across, int Down)[] passes = header.IsInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        var rows = new List<byte>();
        for (int pass = 0; pass < images; pass++)
        {
            int width = (header.Width - passes[pass].Column + passes[pass].Across - 1) / passes[pass].Across;
            for (int row = passes[pass].Row; row < header.Height && width > 0; row += passes[pass].Down)
            {
                // Random bytes behind any filter are random pixels; a palette's must stay within it, so all colors are there.
                byte[] bytes = new byte[header.RowBytes(width)];
                random.NextBytes(bytes);
                rows.AddRange([(byte)random.Next(5), .. bytes]);
            }
        }

        byte[]? palette = header.ColorType == PngColorType.Palette ? [.. Enumerable.Range(0, 3 << header.BitDepth).Select(_ => (byte)random.Next(256))] : null;
        byte[]? transparency = !isTransparent ? null
            : header.ColorType == PngColorType.Palette ? [0, 100]
            : header.ColorType is PngColorType.Gray or PngColorType.Rgb ? [.. Enumerable.Repeat(new byte[] { 0, 1 }, header.Samples).SelectMany(bytes => bytes)]
            : null;
        return Of(header, [.. rows], palette, transparency);
    }

    /// <summary>Gives every chunk the checksum that it should have.</summary>
    internal static void CorrectSums(byte[] file)
    {
        if (!file.AsSpan().StartsWith(_signature))
            return;
        for (int at = _signature.Length; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Sum(file.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. type, .. content, 0, 0, 0, 0];
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        foreach (byte b in bytes)
        {
            sum ^= b;
            for (int bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? 0xedb88320 ^ (sum >> 1) : sum >> 1;
        }

        return ~sum;
    }
}
