namespace DsCnn.Interop;

/// <summary>A tensor as a PyTorch file describes it: a view of a storage.</summary>
/// <param name="Storage">Where its numbers are.</param>
/// <param name="Offset">The index of its first number in the storage.</param>
/// <param name="Dimensions">Its extents.</param>
/// <param name="Strides">The distance between neighbors along each dimension, in numbers.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, IReadOnlyList<int> Dimensions, IReadOnlyList<long> Strides)
{
    internal const int MaxDimensions = 16;

    internal long Elements { get; private init; }

    private bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int i = Dimensions.Count - 1; i >= 0; expected *= Dimensions[i], i--)
            {
                if (Dimensions[i] != 1 && Strides[i] != expected)
                    return false;
            }

            return true;
        }
    }

    /// <summary>Checks that all numbers of the view lie within its storage, and that the view does not have more numbers than the storage.</summary>
    internal static TorchTensor Create(TorchStorage storage, long offset, IReadOnlyList<long> size, IReadOnlyList<long> strides)
    {
        if (size.Count != strides.Count || size.Count > MaxDimensions)
            throw new InvalidDataException($"a tensor of {size.Count} dimensions has {strides.Count} strides; at most {MaxDimensions} go together.");
        if (offset < 0 || size.Any(s => s is < 0 or > int.MaxValue) || strides.Any(s => s < 0))
            throw Outside();

        // Products are capped above the storage's size, before they can overflow.
        long elements = size.Aggregate(1L, (product, extent) => extent == 0 ? 0 : Math.Min(product * extent, (long)int.MaxValue + 1));
        Int128 last = offset;
        for (int i = 0; i < size.Count; i++)
            last += (Int128)Math.Max(0, size[i] - 1) * strides[i];
        if (elements > storage.Elements || (elements > 0 && last >= storage.Elements) || offset > storage.Elements)
            throw Outside();
        return new TorchTensor(storage, offset, [.. size.Select(s => (int)s)], strides) { Elements = elements };

        InvalidDataException Outside() => new(
            $"a tensor of [{string.Join(", ", size)}] with offset {offset} and strides [{string.Join(", ", strides)}] " +
            $"does not fit its storage of {storage.Elements} numbers.");
    }

    /// <summary>Extracts the tensor from its storage; it is copied only if its numbers are not in order.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="storage">The storage's bytes.</param>
    /// <param name="copies">The total that may be copied.</param>
    internal WeightTensor Cut(string name, ReadOnlyMemory<byte> storage, ByteBudget copies)
    {
        WeightPrecision precision = Storage.Type.Precision
            ?? throw new InvalidDataException($"\"{name}\" must be float32, float16 or bfloat16. Received: {Storage.Type.DataType}.");
        int bytes = precision.Bytes();
        if (Elements == 0)
            return new WeightTensor(Dimensions, precision, Array.Empty<byte>());
        if (IsContiguous)
            return new WeightTensor(Dimensions, precision, storage.Slice(checked((int)(Offset * bytes)), checked((int)(Elements * bytes))));

        copies.Take(Elements * bytes, name);
        return new WeightTensor(Dimensions, precision, Gather(storage.Span, bytes));
    }

    private byte[] Gather(ReadOnlySpan<byte> storage, int bytes)
    {
        byte[] result = new byte[Elements * bytes];
        int[] index = new int[Dimensions.Count];
        long source = Offset;
        for (int i = 0; i < result.Length; i += bytes)
        {
            storage.Slice((int)(source * bytes), bytes).CopyTo(result.AsSpan(i));
            for (int d = index.Length - 1; d >= 0; d--)
            {
                source += Strides[d];
                if (++index[d] < Dimensions[d])
                    break;
                source -= Strides[d] * Dimensions[d];
                index[d] = 0;
            }
        }

        return result;
    }
}
