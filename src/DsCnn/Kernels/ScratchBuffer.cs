using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DsCnn.Kernels;

/// <summary>Rented, pinned memory that begins at a cache line: a lane that spans two lines costs two accesses.</summary>
internal readonly unsafe struct ScratchBuffer : IDisposable
{
    private const int LineBytes = 64;

    private readonly float[] _rented;
    private readonly GCHandle _pin;

    internal ScratchBuffer(long length)
    {
        _rented = ArrayPool<float>.Shared.Rent(checked((int)length + (LineBytes / sizeof(float))));
        _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
        nint start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_rented));
        Memory = (float*)((start + LineBytes - 1) & -LineBytes);
    }

    internal float* Memory { get; }

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }
}
