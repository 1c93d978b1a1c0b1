namespace DsCnn.Inference;

/// <summary>What a number of a map is in memory.</summary>
internal enum MapFormat
{
    /// <summary>A float32.</summary>
    Float,

    /// <summary>A byte, as the value's quantization says.</summary>
    Byte,

    /// <summary>A byte less its zero point, as a float32: what depthwise convolutions of bytes read.</summary>
    Centered,
}

/// <summary>A value of the network as it lies in memory: rows of pixels, the channels of a pixel next to each other.</summary>
/// <remarks>Channels are filled up to a multiple of a vector, and rows may have columns of padding on both sides, so that no kernel has a case for an edge.</remarks>
internal sealed class Map(PlanValue value, MapFormat format, int stride, ActivationQuantization? quantization)
{
    internal PlanValue Value { get; } = value;

    internal MapFormat Format { get; } = format;

    /// <summary>How its bytes are meant; null where it has none.</summary>
    internal ActivationQuantization? Quantization { get; } = quantization;

    internal int Channels => Value.Shape.Channels;

    internal int Height => Value.Shape.Height;

    internal int Width => Value.Shape.Width;

    /// <summary>Numbers from one pixel to the next.</summary>
    internal int Stride { get; } = stride;

    /// <summary>Columns on each side of a row.</summary>
    internal int Padding { get; private set; }

    internal int NumberBytes => Format == MapFormat.Byte ? 1 : sizeof(float);

    internal int PixelBytes => checked(Stride * NumberBytes);

    internal int RowBytes => checked((Width + (2 * Padding)) * PixelBytes);

    internal long Bytes => (long)Height * RowBytes;

    /// <summary>The byte that padding consists of.</summary>
    internal byte PaddingByte => Format == MapFormat.Byte ? (byte)Quantization!.ZeroPoint : (byte)0;

    /// <summary>Where it lies in the arena.</summary>
    internal long Offset { get; set; }

    /// <summary>Makes room for the padding that a reader needs.</summary>
    internal void RequirePadding(int columns) => Padding = Math.Max(Padding, columns);
}

/// <summary>Rows of a map in memory: all of it, or those that are needed at the moment, in a ring where a row takes the place of one that nobody needs anymore.</summary>
/// <param name="map">The map.</param>
/// <param name="memory">Where the ring begins.</param>
/// <param name="capacity">How many rows it has room for.</param>
internal readonly unsafe struct RowView(Map map, byte* memory, int capacity)
{
    /// <summary>Where a row begins, its padding included.</summary>
    internal byte* PaddedRow(int row) => memory + ((nint)(row < capacity ? row : row % capacity) * map.RowBytes);

    /// <summary>Where the first pixel of a row lies.</summary>
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
