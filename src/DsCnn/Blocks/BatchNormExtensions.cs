using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

internal static class BatchNormExtensions
{
    /// <summary>Makes a batch norm, or none where the model's are folded into its convolutions.</summary>
    internal static BatchNorm2d? Create(this BatchNormSpec? spec, int channels) =>
        spec is null ? null : nn.BatchNorm2d(channels, spec.Epsilon, spec.Momentum, device: CPU);

    /// <summary>
    /// Applies a batch norm, N x C x H x W to the same; gives the map itself where there is none. A single value has no variance, and would leave
    /// statistics that are not numbers.
    /// </summary>
    internal static Tensor Normalise(this BatchNorm2d? batchNorm, Tensor x)
    {
        if (batchNorm is null)
            return x;
        if (batchNorm.training && x.numel() == batchNorm.num_features)
        {
            throw new ArgumentException(
                $"Batch norm needs more than one value per channel to train on. Received: {string.Join(" x ", x.shape)}. Use batches of at least two images.",
                nameof(x));
        }

        return batchNorm.call(x);
    }
}
