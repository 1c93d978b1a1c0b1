using System.Runtime.InteropServices;

namespace DsCnn.Inference;

/// <summary>Memory that does not move and begins at a cache line; the garbage collector frees it when nobody holds it.</summary>
internal sealed unsafe class ConstantBlock
{
    internal const int Alignment = 64;

    /// <summary>How far kernels may reach beyond what they need, one vector.</summary>
    internal const int Slack = 64;

    private readonly byte[] _memory;

    internal ConstantBlock(long bytes)
    {
        _memory = GC.AllocateArray<byte>(checked((int)(bytes + Alignment + Slack)), pinned: true);
        nint start = (nint)Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
        Pointer = (byte*)((start + Alignment - 1) & ~(Alignment - 1));
        Bytes = bytes;
    }

    internal static long AlignUp(long bytes) => checked(bytes + Alignment - 1) & ~(Alignment - 1L);

    internal byte* Pointer { get; }

    internal long Bytes { get; }

    internal Span<T> As<T>()
        where T : unmanaged => new(Pointer, (int)(Bytes / sizeof(T)));
}

/// <summary>The constants of a network, which all its threads share: packed weights, biases, tables.</summary>
internal sealed unsafe class ConstantPool
{
    private readonly List<ConstantBlock> _blocks = [];

    internal long Bytes => _blocks.Sum(block => block.Bytes);

    internal ConstantBlock Add<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var block = new ConstantBlock((long)values.Length * sizeof(T));
        values.CopyTo(block.As<T>());
        Add(block);
        return block;
    }

    internal void Add(ConstantBlock block) => _blocks.Add(block);

    internal ConstantBlock Add<T>(T[] values)
        where T : unmanaged => Add(values.AsSpan<T>());
}
