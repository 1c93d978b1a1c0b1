using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

internal static class BatchNormExtensions
{
    /// <summary>Applies a batch norm and an activation, N x C x H x W to the same. A single value has no variance, and would leave statistics that are not numbers.</summary>
    internal static Tensor Normalise(this BatchNorm2d batchNorm, Tensor x, Activation activation, double swishBeta = 1)
    {
        if (batchNorm.training && x.numel() == batchNorm.num_features)
        {
            throw new ArgumentException(
                $"Batch norm needs more than one value per channel to train on. Received: {string.Join(" x ", x.shape)}. Use batches of at least two images.",
                nameof(x));
        }

        if (batchNorm.training && MapView.CanView(x) && BatchNormKernel.Find(x.dtype, activation) is { } kernel)
            return FusedBatchNorm.Apply(kernel, batchNorm, x, swishBeta);
        return activation.Apply(batchNorm.call(x), swishBeta);
    }
}
