namespace DsCnn.Data;

/// <summary>Changes of single values, each looked up in a table of all 256.</summary>
internal static class ByteTable
{
    internal const int Values = 256;

    internal static void Apply(Span<byte> pixels, ReadOnlySpan<byte> table)
    {
        table = table[..Values];
        foreach (ref byte pixel in pixels)
            pixel = table[pixel];
    }

    /// <summary>Moves every value away from another one: <c>factor * value + (1 - factor) * other</c>.</summary>
    internal static void Blend(Span<byte> pixels, double other, double factor)
    {
        Span<byte> table = stackalloc byte[Values];
        for (int value = 0; value < Values; value++)
            table[value] = ToByte((factor * value) + ((1 - factor) * other));
        Apply(pixels, table);
    }

    internal static byte ToByte(double value) => (byte)(Math.Clamp(value, 0, byte.MaxValue) + 0.5);
}
