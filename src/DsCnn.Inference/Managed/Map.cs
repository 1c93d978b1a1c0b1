namespace DsCnn.Inference;

/// <summary>The format of a map's numbers in memory.</summary>
internal enum MapFormat
{
    /// <summary>A float32.</summary>
    Float,

    /// <summary>A byte, according to the value's quantization.</summary>
    Byte,

    /// <summary>A byte minus its zero point, as a float32: the input format of depthwise convolutions of bytes.</summary>
    Centered,
}

/// <summary>A value of the network in memory: rows of pixels, with the channels of a pixel next to each other.</summary>
/// <remarks>Channels are padded to a multiple of a vector, and rows may have padding columns on both sides, so that no kernel needs a special case for edges.</remarks>
internal sealed class Map(PlanValue value, MapFormat format, int stride, ActivationQuantization? quantization)
{
    internal PlanValue Value { get; } = value;

    internal MapFormat Format { get; } = format;

    /// <summary>The quantization of its bytes; null if it has none.</summary>
    internal ActivationQuantization? Quantization { get; } = quantization;

    internal int Channels => Value.Shape.Channels;

    internal int Height => Value.Shape.Height;

    internal int Width => Value.Shape.Width;

    /// <summary>The distance between neighboring pixels, in numbers.</summary>
    internal int Stride { get; } = stride;

    /// <summary>The number of padding columns on each side of a row.</summary>
    internal int Padding { get; private set; }

    internal int NumberBytes => Format == MapFormat.Byte ? 1 : sizeof(float);

    internal int PixelBytes => checked(Stride * NumberBytes);

    internal int RowBytes => checked((Width + (2 * Padding)) * PixelBytes);

    internal long Bytes => (long)Height * RowBytes;

    /// <summary>The byte value of the padding.</summary>
    internal byte PaddingByte => Format == MapFormat.Byte ? (byte)Quantization!.ZeroPoint : (byte)0;

    /// <summary>Its offset in the arena.</summary>
    internal long Offset { get; set; }

    /// <summary>Reserves the padding that a reader needs.</summary>
    internal void RequirePadding(int columns) => Padding = Math.Max(Padding, columns);
}

/// <summary>Rows of a map in memory: all of them, or those that are currently needed, in a ring buffer where a new row replaces one that is no longer needed.</summary>
/// <param name="map">The map.</param>
/// <param name="memory">The beginning of the ring.</param>
/// <param name="capacity">The maximum number of rows.</param>
internal readonly unsafe struct RowView(Map map, byte* memory, int capacity)
{
    /// <summary>The beginning of a row, including its padding.</summary>
    internal byte* PaddedRow(int row) => memory + ((nint)(row < capacity ? row : row % capacity) * map.RowBytes);

    /// <summary>The first pixel of a row.</summary>
    internal byte* Row(int row) => PaddedRow(row) + ((nint)map.Padding * map.PixelBytes);

    internal byte* Memory => memory;

    internal Map Map => map;

    /// <summary>Writes the padding of rows.</summary>
    internal void Pad(int first, int end)
    {
        if (map.Padding == 0)
            return;
        int bytes = map.Padding * map.PixelBytes;
        for (int row = first; row < end; row++)
        {
            byte* start = PaddedRow(row);
            new Span<byte>(start, bytes).Fill(map.PaddingByte);
            new Span<byte>(start + map.RowBytes - bytes, bytes).Fill(map.PaddingByte);
        }
    }
}
