using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>The numbers of a float32 tensor on the CPU, where they lie. Until it is disposed, the tensor stays reachable: the garbage collector does not see what spans are at work on.</summary>
internal readonly ref struct TensorNumbers : IDisposable
{
    private readonly Tensor _tensor;

    /// <param name="tensor">One that <see cref="CanRead"/>.</param>
    internal TensorNumbers(Tensor tensor)
    {
        _tensor = tensor;
        Span = MemoryMarshal.Cast<byte, float>(tensor.bytes);
    }

    internal Span<float> Span { get; }

    /// <summary>Whether weights can be read as they are: float32 on the CPU, each in one piece.</summary>
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
