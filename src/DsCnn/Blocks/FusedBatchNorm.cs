using System.Buffers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Batch norm and activation as one training step with a custom gradient.</summary>
internal sealed class FusedBatchNorm : PooledStep<FusedBatchNorm>
{
    private BatchNormKernel? _kernel;
    private float _beta;
    private double _epsilon;
    private SharedStatistics? _shared;

    /// <summary>activation(batch norm of x) with the statistics of this batch, which also update the running statistics.</summary>
    internal static Tensor Apply(BatchNormKernel kernel, BatchNorm2d batchNorm, Tensor x, double beta)
    {
        Tensor weight = batchNorm.weight!, bias = batchNorm.bias!;
        using MapView input = MapView.Of(x);
        using Tensor numbers = BatchNormPass.NewNumbers(input.Channels);
        using var pass = new BatchNormPass(numbers, (float)beta);
        using TensorNumbers weights = new(weight), biases = new(bias);

        // The memory of the shifts holds the variances until the shifts are needed.
        Span<float> variance = pass.Shift;
        kernel.Measure(input, pass.Mean, variance);
        SharedStatistics? shared = SharedStatistics.Current;
        if (shared is not null)
            Share(shared, pass.Mean, variance);
        UpdateRunning(batchNorm, pass.Mean, variance, shared?.RowsOfAll(input.Rows) ?? input.Rows);
        pass.Prepare(variance, weights.Span, biases.Span, batchNorm.eps);
        Tensor y = MapView.NewLike(input);
        using (MapView output = MapView.Of(y))
            kernel.Apply(input, output, pass.Scale, pass.Shift, pass.Beta);

        FusedBatchNorm step = Take();
        (step._kernel, step._beta, step._epsilon, step._shared) = (kernel, (float)beta, batchNorm.eps, shared);
        return step.Attach(y, [x, weight, bias], [x, weight, bias, numbers]);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor x = Saved(0), weight = Saved(1);
        if (is_grad_enabled())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor bias = Saved(2);
            Tensor unfused = _kernel!.Activation.Apply(Unfused(x, weight, bias, _epsilon), _beta);
            GradientMaps.Differentiate(received, unfused, [x, weight, bias], gradients);
            return;
        }

        using Tensor numbers = Saved(3), gradient = GradientMaps.Arranged(received, x);
        using MapView input = MapView.Of(x), arranged = MapView.Of(gradient);
        Tensor ofInput = gradients[0] = MapView.NewLike(input);
        Tensor ofWeight = gradients[1] = empty(input.Channels, device: CPU), ofBias = gradients[2] = empty(input.Channels, device: CPU);
        using MapView inputGradient = MapView.Of(ofInput);
        using var pass = new BatchNormPass(numbers, _beta);
        using TensorNumbers weightGradient = new(ofWeight), biasGradient = new(ofBias);
        _kernel!.Backward(input, arranged, inputGradient, pass, weightGradient.Span, biasGradient.Span, _shared);
    }

    private static Tensor Unfused(Tensor x, Tensor weight, Tensor bias, double epsilon) =>
        nn.functional.batch_norm(x, null!, null!, weight, bias, training: true, eps: epsilon);

    /// <summary>Replaces mean and variance of this rank's part by those of the whole batch. In double precision the square of the mean does not cost the variance its digits.</summary>
    private static void Share(SharedStatistics shared, Span<float> mean, Span<float> variance)
    {
        double[] sums = ArrayPool<double>.Shared.Rent(2 * mean.Length);
        Span<double> means = sums.AsSpan(0, mean.Length), squares = sums.AsSpan(mean.Length, mean.Length);
        for (int c = 0; c < mean.Length; c++)
        {
            means[c] = shared.Share * mean[c];
            squares[c] = shared.Share * (variance[c] + ((double)mean[c] * mean[c]));
        }

        shared.Sum(sums.AsSpan(0, 2 * mean.Length));
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] = (float)means[c];
            variance[c] = (float)Math.Max(0, squares[c] - (means[c] * means[c]));
        }

        ArrayPool<double>.Shared.Return(sums);
    }

    private static void UpdateRunning(BatchNorm2d batchNorm, ReadOnlySpan<float> mean, ReadOnlySpan<float> variance, long rows)
    {
        if (batchNorm.running_mean is null || batchNorm.running_var is null)
            return;
        double momentum = batchNorm.momentum ?? 0.1;
        double unbiased = (double)rows / (rows - 1);
        using TensorNumbers means = new(batchNorm.running_mean), variances = new(batchNorm.running_var);
        for (int c = 0; c < mean.Length; c++)
        {
            means.Span[c] = (float)(((1 - momentum) * means.Span[c]) + (momentum * mean[c]));
            variances.Span[c] = (float)(((1 - momentum) * variances.Span[c]) + (momentum * unbiased * variance[c]));
        }
    }
}
