using System.Buffers;

namespace DsCnn.Inference;

/// <summary>The numbers of one image, in memory that is returned at the end of the scope.</summary>
internal readonly ref struct RentedNumbers(int length)
{
    private readonly float[] _memory = ArrayPool<float>.Shared.Rent(length);

    internal Span<float> Span => _memory.AsSpan(0, length);

    public void Dispose() => ArrayPool<float>.Shared.Return(_memory);
}
