using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DsCnn.Weights;

/// <summary>The numbers of one named tensor, as they are stored: little-endian, last dimension fastest.</summary>
public sealed class WeightTensor
{
    internal WeightTensor(IReadOnlyList<int> dimensions, WeightPrecision precision, ReadOnlyMemory<byte> bytes)
    {
        Dimensions = dimensions;
        Precision = precision;
        Bytes = bytes;
    }

    /// <summary>Its extents.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>How its numbers are stored.</summary>
    public WeightPrecision Precision { get; }

    /// <summary>Its numbers as stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Makes a float32 tensor.</summary>
    /// <param name="dimensions">Its extents.</param>
    /// <param name="values">Its numbers, last dimension fastest; copied.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">An extent is negative, or the number of values is not the product of the extents.</exception>
    public static WeightTensor FromFloats(IReadOnlyList<int> dimensions, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        if (dimensions.Any(extent => extent < 0))
        {
            throw new ArgumentException(
                $"A tensor's extents must not be negative. Received: {string.Join(" x ", dimensions)}.", nameof(dimensions));
        }

        long elements = dimensions.Aggregate(1L, (product, extent) => checked(product * extent));
        if (elements != values.Length)
        {
            throw new ArgumentException(
                $"A tensor of {string.Join(" x ", dimensions)} has {elements} values. Received: {values.Length}.", nameof(values));
        }

        return Compute([.. dimensions], values, static (target, source) => source.CopyTo(target));
    }

    /// <summary>Makes a float32 tensor whose numbers are written where it keeps them.</summary>
    /// <param name="dimensions">Its extents.</param>
    /// <param name="source">What its numbers are made of, as many.</param>
    /// <param name="compute">Writes every one of them.</param>
    /// <param name="memory">Where they lie, or null for new memory.</param>
    internal static WeightTensor Compute(IReadOnlyList<int> dimensions, ReadOnlySpan<float> source, Action<Span<float>, ReadOnlySpan<float>> compute, byte[]? memory = null)
    {
        int length = checked(sizeof(float) * source.Length);
        Memory<byte> bytes = (memory ?? GC.AllocateUninitializedArray<byte>(length)).AsMemory(0, length);
        compute(MemoryMarshal.Cast<byte, float>(bytes.Span), source);
        Span<int> stored = MemoryMarshal.Cast<byte, int>(bytes.Span);
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(stored, stored);
        return new WeightTensor(dimensions, WeightPrecision.Float32, bytes);
    }

    /// <summary>The same numbers with other extents of the same product.</summary>
    internal WeightTensor Shaped(IReadOnlyList<int> dimensions) => new(dimensions, Precision, Bytes);

    /// <summary>Its numbers in single precision, where they lie if they are kept so.</summary>
    internal ReadOnlySpan<float> AsFloats() =>
        Precision == WeightPrecision.Float32 && BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(Bytes.Span) : ToFloats();

    /// <summary>Its numbers in single precision; exact from every storage form.</summary>
    /// <returns>A new array, last dimension fastest.</returns>
    public float[] ToFloats()
    {
        ReadOnlySpan<byte> source = Bytes.Span;
        if (Precision == WeightPrecision.Float32 && BitConverter.IsLittleEndian)
            return MemoryMarshal.Cast<byte, float>(source).ToArray();
        float[] values = new float[source.Length / Precision.Bytes()];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Precision switch
            {
                WeightPrecision.Float32 => BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]),
                WeightPrecision.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16),
            };
        }

        return values;
    }
}
