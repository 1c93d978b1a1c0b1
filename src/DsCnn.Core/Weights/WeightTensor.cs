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

    /// <summary>The stored bytes of its numbers.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Creates a float32 tensor.</summary>
    /// <param name="dimensions">Its extents.</param>
    /// <param name="values">Its numbers, last dimension fastest; they are copied.</param>
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

    /// <summary>Creates a float32 tensor whose numbers are written directly into its memory.</summary>
    /// <param name="dimensions">Its extents.</param>
    /// <param name="source">The numbers to compute from, the same number of elements.</param>
    /// <param name="compute">Writes all of its numbers.</param>
    /// <param name="memory">The memory to use, or null for new memory.</param>
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

    /// <summary>The same numbers with different extents of the same product.</summary>
    internal WeightTensor Shaped(IReadOnlyList<int> dimensions) => new(dimensions, Precision, Bytes);

    /// <summary>Its numbers in single precision, without a copy if they are stored so.</summary>
    internal ReadOnlySpan<float> AsFloats() =>
        Precision == WeightPrecision.Float32 && BitConverter.IsLittleEndian ? MemoryMarshal.Cast<byte, float>(Bytes.Span) : ToFloats();

    /// <summary>Its numbers in single precision; the conversion is exact from all storage formats.</summary>
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
