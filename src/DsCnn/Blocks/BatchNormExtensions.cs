using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

internal static class BatchNormExtensions
{
    /// <summary>
    /// Applies a batch norm, if there is one, and an activation: N x C x H x W to the same shape. A single value has no variance, and would make
    /// the running statistics NaN.
    /// </summary>
    /// <param name="batchNorm">The batch norm, or null if it is folded into the convolution before it.</param>
    /// <param name="x">A map that nothing else uses: without gradients it is changed in place.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="swishBeta">Beta, for Swish.</param>
    internal static Tensor Normalize(this BatchNorm2d? batchNorm, Tensor x, Activation activation, double swishBeta = 1)
    {
        if (batchNorm is null)
            return activation.Apply(x, swishBeta);
        SharedStatistics? shared = batchNorm.training ? SharedStatistics.Current : null;
        if (batchNorm.training && x.numel() == batchNorm.num_features && shared is not { Share: < 1 })
        {
            throw new ArgumentException(
                $"Batch norm needs more than one value per channel to train on. Received: {string.Join(" x ", x.shape)}. Use batches of at least two images.",
                nameof(x));
        }

        if (!batchNorm.HasHooks()
            && MapView.CanView(x)
            && TensorNumbers.CanRead(batchNorm.weight, batchNorm.bias, batchNorm.running_mean, batchNorm.running_var)
            && BatchNormKernel.Find(x.dtype, activation) is { } kernel)
        {
            if (batchNorm.training)
                return FusedBatchNorm.Apply(kernel, batchNorm, x, swishBeta);
            if (!is_grad_enabled())
                return InPlace(kernel, batchNorm, x, swishBeta);
        }

        using Tensor normalized = shared is null ? batchNorm.call(x) : Share(batchNorm, shared, x);
        return activation.Apply(normalized, swishBeta);
    }

    private static Tensor InPlace(BatchNormKernel kernel, BatchNorm2d batchNorm, Tensor x, double swishBeta)
    {
        using MapView map = MapView.Of(x);
        using Tensor numbers = BatchNormPass.NewNumbers(map.Channels);
        using var pass = new BatchNormPass(numbers, (float)swishBeta);
        using TensorNumbers means = new(batchNorm.running_mean!), variances = new(batchNorm.running_var!);
        using TensorNumbers weights = new(batchNorm.weight!), biases = new(batchNorm.bias!);
        means.Span.CopyTo(pass.Mean);
        pass.Prepare(variances.Span, weights.Span, biases.Span, batchNorm.eps);
        kernel.Apply(map, map, pass.Scale, pass.Shift, pass.Beta);
        return x.alias();
    }

    /// <summary>
    /// The batch norm of a whole batch, of which x is this rank's part, by torch's operations. Distances from the running mean keep the digits of the variance.
    /// </summary>
    private static Tensor Share(BatchNorm2d batchNorm, SharedStatistics shared, Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor wide = x.to(ScalarType.Float32);
        Tensor shift = PerChannel(batchNorm.running_mean?.detach().clone() ?? zeros(x.shape[1], device: x.device));
        long rows = shared.RowsOfAll(x.numel() / x.shape[1]);
        long[] others = [0, 2, 3];
        Tensor distance = wide - shift;
        Tensor moments = shared.Sum(stack([distance.sum(others), (distance * distance).sum(others)])) / rows;
        Tensor offset = moments[0], variance = (moments[1] - (offset * offset)).clamp(min: 0);
        using (no_grad())
            UpdateRunning(batchNorm, shift.view(-1) + offset, variance, rows);
        Tensor scale = batchNorm.weight! * (variance + batchNorm.eps).rsqrt();
        Tensor y = ((distance - PerChannel(offset)) * PerChannel(scale)) + PerChannel(batchNorm.bias!);
        return y.to(x.dtype).MoveToOuterDisposeScope();

        static Tensor PerChannel(Tensor values) => values.view(1, -1, 1, 1);
    }

    private static void UpdateRunning(BatchNorm2d batchNorm, Tensor mean, Tensor variance, long rows)
    {
        double momentum = batchNorm.momentum ?? 0.1;
        batchNorm.running_mean?.lerp_(mean, momentum);
        batchNorm.running_var?.lerp_(variance * ((double)rows / Math.Max(1, rows - 1)), momentum);
    }
}
