using System.Buffers.Binary;

namespace DsCnn.Inference;

/// <summary>The header of a PNG file.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColorType ColorType, bool IsInterlaced)
{
    private const int Bytes = 13;

    /// <summary>The limit of libpng.</summary>
    private const int LongestSide = 1_000_000;

    /// <summary>The number of samples per pixel.</summary>
    internal int Samples => ColorType switch { PngColorType.GrayAlpha => 2, PngColorType.Rgb => 3, PngColorType.Rgba => 4, _ => 1 };

    /// <summary>The distance to the left at which filters look: a pixel, but at least a byte.</summary>
    internal int FilterStep => Math.Max(1, Samples * BitDepth / 8);

    /// <summary>The size of a row of the given width in bytes, without its filter byte.</summary>
    internal int RowBytes(int width) => (int)((((long)width * Samples * BitDepth) + 7) / 8);

    /// <exception cref="InvalidDataException">The specification does not allow this header.</exception>
    internal static PngHeader Read(ReadOnlySpan<byte> content)
    {
        if (content.Length != Bytes)
            throw DamagedImage.Header();
        uint width = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content[4..]);
        int depth = content[8];
        var type = (PngColorType)content[9];
        bool fits = type switch
        {
            PngColorType.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColorType.Palette => depth is 1 or 2 or 4 or 8,
            PngColorType.Rgb or PngColorType.GrayAlpha or PngColorType.Rgba => depth is 8 or 16,
            _ => false,
        };
        // There is only one method each for compression and filters.
        return fits && width is > 0 and <= LongestSide && height is > 0 and <= LongestSide && content[10] == 0 && content[11] == 0 && content[12] <= 1
            ? new PngHeader((int)width, (int)height, depth, type, content[12] == 1)
            : throw DamagedImage.Header();
    }
}

/// <summary>The samples of a pixel.</summary>
internal enum PngColorType
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}
