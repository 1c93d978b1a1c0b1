using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The memory of a float32 tensor on the CPU as a flat sequence of numbers, in memory order.</summary>
internal readonly struct FlatTensor : IDisposable
{
    private readonly Tensor _contiguous;
    private readonly bool _channelsInnermost;

    /// <summary>An empty slice of the tensor, which shares its version.</summary>
    private readonly Tensor? _nothing;

    private FlatTensor(Tensor contiguous, bool channelsInnermost, Tensor? nothing = null)
    {
        _contiguous = contiguous;
        _channelsInnermost = channelsInnermost;
        _nothing = nothing;
    }

    internal TensorNumbers Numbers => new(_contiguous);

    /// <summary>Accesses the memory of a tensor without copying.</summary>
    /// <returns>Null if the tensor is on another device, is not float32, or has neither of the two usual layouts.</returns>
    internal static FlatTensor? TryOf(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || tensor.dtype != ScalarType.Float32)
            return null;
        using DisposeScope scope = NewDisposeScope();
        Tensor detached = tensor.detach();
        if (detached.is_contiguous())
            return Of(detached, channelsInnermost: false);
        if (detached.dim() != 4)
            return null;
        Tensor permuted = detached.permute(0, 2, 3, 1);
        return permuted.is_contiguous() ? Of(permuted, channelsInnermost: true) : null;
    }

    /// <summary>Accesses a float32 tensor of the same shape in the same layout; it is copied only if it has a different one, as a gradient may. Disposing either may dispose the tensor.</summary>
    internal FlatTensor InSameOrder(Tensor other)
    {
        if (!_channelsInnermost)
            return new FlatTensor(other.is_contiguous() ? other : other.contiguous().DetachFromDisposeScope(), channelsInnermost: false);
        using Tensor permuted = other.permute(0, 2, 3, 1);
        return new FlatTensor(permuted.contiguous().DetachFromDisposeScope(), channelsInnermost: true);
    }

    /// <summary>Tells torch that numbers were changed in place. A backward pass through a graph that was built with the old numbers then throws, as it does after torch's own operations.</summary>
    internal void MarkChanged() => _nothing?.copy_(_nothing);

    public void Dispose()
    {
        _contiguous.Dispose();
        _nothing?.Dispose();
    }

    private static FlatTensor Of(Tensor contiguous, bool channelsInnermost) =>
        new(contiguous.DetachFromDisposeScope(), channelsInnermost, contiguous.view(-1).narrow(0, 0, 0).DetachFromDisposeScope());
}
