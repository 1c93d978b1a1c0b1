using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Batch norm and activation as one step of training, with a gradient of its own.</summary>
internal sealed class FusedBatchNorm : autograd.SingleTensorFunction<FusedBatchNorm>
{
    private const string BetaKey = "beta";
    private const string KernelKey = "kernel";
    private const string EpsilonKey = "epsilon";

    public override string Name => nameof(FusedBatchNorm);

    /// <summary>activation(batch norm of x) with the statistics of this batch, which also move the running ones.</summary>
    internal static Tensor Apply(BatchNormKernel kernel, BatchNorm2d batchNorm, Tensor x, double beta) =>
        apply(x, batchNorm.weight, batchNorm.bias, batchNorm, kernel, (float)beta);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        if (vars is not [Tensor x, Tensor weight, Tensor bias, BatchNorm2d batchNorm, BatchNormKernel kernel, float beta])
            throw new ArgumentException("Expected input, weight, bias, batch norm, kernel and beta.", nameof(vars));

        MapView input = MapView.Of(x);
        Tensor numbers = BatchNormPass.NewNumbers(input.Channels);
        var pass = new BatchNormPass(numbers, beta);

        // The place of the shifts holds the variances until those are needed.
        Span<float> variance = pass.Shift;
        kernel.Measure(input, pass.Mean, variance);
        UpdateRunning(batchNorm, pass.Mean, variance, input.Rows);
        pass.Prepare(variance, MapView.Numbers(weight), MapView.Numbers(bias), batchNorm.eps);
        Tensor y = MapView.NewMap(input.Images, input.Channels, input.Height, input.Width, input.Type);
        kernel.Apply(input, MapView.Of(y), pass.Scale, pass.Shift, beta);
        ctx.save_for_backward([x, weight, bias, numbers]);
        ctx.save_data(BetaKey, beta);
        ctx.save_data(KernelKey, kernel);
        ctx.save_data(EpsilonKey, batchNorm.eps);
        return y;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        float beta = (float)ctx.get_data(BetaKey);
        var kernel = (BatchNormKernel)ctx.get_data(KernelKey);
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> saved = ctx.get_saved_variables();
        Tensor x = saved[0];
        if (is_grad_enabled())
        {
            Tensor unfused = kernel.Activation.Apply(Unfused(x, saved[1], saved[2], (double)ctx.get_data(EpsilonKey)), beta);
            return GradientMaps.Differentiable(grad_output, unfused, x, saved[1], saved[2], null, null, null);
        }

        Tensor gradient = GradientMaps.Arranged(grad_output, x);
        MapView input = MapView.Of(x);
        Tensor ofInput = MapView.NewMap(input.Images, input.Channels, input.Height, input.Width, input.Type);
        Tensor ofWeight = empty(input.Channels, device: CPU), ofBias = empty(input.Channels, device: CPU);
        var pass = new BatchNormPass(saved[3], beta);
        kernel.Backward(input, MapView.Of(gradient), MapView.Of(ofInput), pass, MapView.Numbers(ofWeight), MapView.Numbers(ofBias));
        return GradientMaps.Return(grad_output, ofInput, ofWeight, ofBias, null, null, null);
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
