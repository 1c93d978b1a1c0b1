using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

internal static class BatchNormExtensions
{
    /// <summary>Applies a batch norm, N x C x H x W to the same. A single value has no variance, and would leave statistics that are not numbers.</summary>
    internal static Tensor Normalise(this BatchNorm2d batchNorm, Tensor x)
    {
        if (batchNorm.training && x.numel() == batchNorm.num_features)
        {
            throw new ArgumentException(
                $"Batch norm needs more than one value per channel to train on. Received: {string.Join(" x ", x.shape)}. Use batches of at least two images.",
                nameof(x));
        }

        return batchNorm.call(x);
    }
}
