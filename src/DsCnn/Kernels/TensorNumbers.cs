using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>Direct access to the numbers of a float32 tensor on the CPU. It keeps the tensor reachable until it is disposed, because the garbage collector does not see spans in use.</summary>
internal readonly ref struct TensorNumbers : IDisposable
{
    private readonly Tensor _tensor;

    /// <param name="tensor">A tensor for which <see cref="CanRead"/> is true.</param>
    internal TensorNumbers(Tensor tensor)
    {
        _tensor = tensor;
        Span = MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    internal Span<float> Span { get; }

    /// <summary>Whether weights can be read directly: float32, on the CPU and contiguous.</summary>
    internal static bool CanRead(params ReadOnlySpan<Tensor?> weights)
    {
        foreach (Tensor? weight in weights)
        {
            if (weight is not null
                && (weight.dtype != ScalarType.Float32 || weight.device_type != TorchSharp.DeviceType.CPU || !weight.is_contiguous()))
                return false;
        }

        return true;
    }

    public void Dispose() => GC.KeepAlive(_tensor);
}
