using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DsCnn;

/// <summary>Rented memory that stays where it is.</summary>
internal readonly unsafe struct ScratchBuffer : IDisposable
{
    private readonly float[] _rented;
    private readonly GCHandle _pin;

    internal ScratchBuffer(long length)
    {
        _rented = ArrayPool<float>.Shared.Rent(checked((int)length));
        _pin = GCHandle.Alloc(_rented, GCHandleType.Pinned);
    }

    internal float* Memory => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_rented));

    public void Dispose()
    {
        _pin.Free();
        ArrayPool<float>.Shared.Return(_rented);
    }
}
