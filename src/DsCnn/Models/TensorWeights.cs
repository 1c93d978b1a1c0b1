using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Copies weights between tensors and arrays.</summary>
internal static class TensorWeights
{
    internal static WeightTensor ToWeightTensor(this Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = tensor.detach().to(ScalarType.Float32).cpu().contiguous();
        return WeightTensor.FromFloats([.. tensor.shape.Select(extent => (int)extent)], MemoryMarshal.Cast<byte, float>(flat.bytes));
    }

    internal static void CopyFrom(this Tensor tensor, WeightTensor weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        tensor.copy_(torch.tensor(weights.ToFloats(), tensor.shape));
    }
}
