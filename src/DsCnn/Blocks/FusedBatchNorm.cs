using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Batch norm and activation as one step of training, with a gradient of its own.</summary>
internal sealed class FusedBatchNorm : PooledStep<FusedBatchNorm>
{
    private BatchNormKernel? _kernel;
    private float _beta;
    private double _epsilon;

    /// <summary>activation(batch norm of x) with the statistics of this batch, which also move the running ones.</summary>
    internal static Tensor Apply(BatchNormKernel kernel, BatchNorm2d batchNorm, Tensor x, double beta)
    {
        Tensor weight = batchNorm.weight!, bias = batchNorm.bias!;
        MapView input = MapView.Of(x);
        using Tensor numbers = BatchNormPass.NewNumbers(input.Channels);
        var pass = new BatchNormPass(numbers, (float)beta);

        // The place of the shifts holds the variances until those are needed.
        Span<float> variance = pass.Shift;
        kernel.Measure(input, pass.Mean, variance);
        UpdateRunning(batchNorm, pass.Mean, variance, input.Rows);
        pass.Prepare(variance, MapView.Numbers(weight), MapView.Numbers(bias), batchNorm.eps);
        Tensor y = MapView.NewLike(input);
        kernel.Apply(input, MapView.Of(y), pass.Scale, pass.Shift, pass.Beta);

        FusedBatchNorm step = Take();
        (step._kernel, step._beta, step._epsilon) = (kernel, (float)beta, batchNorm.eps);
        return step.Attach(y, [x, weight, bias], [x, weight, bias, numbers]);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor x = Saved(0);
        if (is_grad_enabled())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor weight = Saved(1), bias = Saved(2);
            Tensor unfused = _kernel!.Activation.Apply(Unfused(x, weight, bias, _epsilon), _beta);
            GradientMaps.Differentiate(received, unfused, [x, weight, bias], gradients);
            return;
        }

        using Tensor numbers = Saved(3);
        using Tensor gradient = GradientMaps.Arranged(received, x);
        MapView input = MapView.Of(x);
        Tensor ofInput = gradients[0] = MapView.NewLike(input);
        Tensor ofWeight = gradients[1] = empty(input.Channels, device: CPU), ofBias = gradients[2] = empty(input.Channels, device: CPU);
        var pass = new BatchNormPass(numbers, _beta);
        _kernel!.Backward(input, MapView.Of(gradient), MapView.Of(ofInput), pass, MapView.Numbers(ofWeight), MapView.Numbers(ofBias));
    }

    private static Tensor Unfused(Tensor x, Tensor weight, Tensor bias, double epsilon) =>
        nn.functional.batch_norm(x, null!, null!, weight, bias, training: true, eps: epsilon);

    private static void UpdateRunning(BatchNorm2d batchNorm, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, long rows)
    {
        if (batchNorm.running_mean is null || batchNorm.running_var is null)
            return;
        double momentum = batchNorm.momentum ?? 0.1;
        double unbiased = (double)rows / (rows - 1);
        Span<float> means = MapView.Numbers(batchNorm.running_mean), variances = MapView.Numbers(batchNorm.running_var);
        for (int c = 0; c < mean.Length; c++)
        {
            means[c] = (float)(((1 - momentum) * means[c]) + (momentum * mean[c]));
            variances[c] = (float)(((1 - momentum) * variances[c]) + (momentum * unbiased * variance[c]));
        }
    }
}
