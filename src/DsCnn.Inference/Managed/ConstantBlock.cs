using System.Runtime.InteropServices;

namespace DsCnn.Inference;

/// <summary>Pinned memory that begins at a cache line; the garbage collector frees it when it is no longer referenced.</summary>
internal sealed unsafe class ConstantBlock
{
    internal const int Alignment = 64;

    /// <summary>How far kernels may read beyond what they need: one vector.</summary>
    internal const int Slack = 64;

    private readonly byte[] _memory;

    internal ConstantBlock(long bytes)
    {
        _memory = GC.AllocateArray<byte>(checked((int)(bytes + Alignment + Slack)), pinned: true);
        nint start = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        Pointer = (byte*)((start + Alignment - 1) & ~(Alignment - 1));
        Bytes = bytes;
    }

    /// <summary>A block with the given numbers.</summary>
    internal static ConstantBlock Of<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var block = new ConstantBlock((long)values.Length * sizeof(T));
        values.CopyTo(block.As<T>());
        return block;
    }

    /// <inheritdoc cref="Of{T}(ReadOnlySpan{T})"/>
    internal static ConstantBlock Of<T>(T[] values)
        where T : unmanaged => Of(values.AsSpan());

    internal static long AlignUp(long bytes) => checked(bytes + Alignment - 1) & ~(Alignment - 1L);

    internal byte* Pointer { get; }

    internal long Bytes { get; }

    internal Span<T> As<T>()
        where T : unmanaged => new(Pointer, (int)(Bytes / sizeof(T)));
}
