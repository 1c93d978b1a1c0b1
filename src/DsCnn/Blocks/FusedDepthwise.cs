using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A depthwise convolution that uses this library's kernels.</summary>
internal sealed class FusedDepthwise : PooledStep<FusedDepthwise>
{
    private int _stride;

    /// <summary>Runs a depthwise convolution, N x F x H x W to N x F x H' x W', in the fastest way available.</summary>
    internal static Tensor Convolve(Conv2d convolution, Tensor x)
    {
        Tensor weight = convolution.weight;
        if (convolution.bias is not null || convolution.HasHooks() || !MapView.CanView(x) || !TensorNumbers.CanRead(weight)
            || DepthwiseKernel.Find(x.dtype, (int)weight.size(0)) is not { } kernel)
            return convolution.Convolve(x);
        int stride = (int)convolution.stride[0];
        Tensor y = Compute(kernel, x, weight, stride);
        FusedDepthwise step = Take();
        step._stride = stride;
        ReadOnlySpan<Tensor> inputs = [x, weight];
        return step.Attach(y, inputs, inputs);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor x = Saved(0), weight = Saved(1);
        if (is_grad_enabled())
        {
            using DisposeScope scope = NewDisposeScope();
            GradientMaps.Differentiate(received, Unfused(x, weight, _stride), [x, weight], gradients);
            return;
        }

        using Tensor gradient = GradientMaps.Arranged(received, x);
        using MapView input = MapView.Of(x), output = MapView.Of(gradient);
        using TensorNumbers weights = new(weight);
        int size = (int)weight.size(3);
        DepthwiseKernel kernel = DepthwiseKernel.Find(input.Type, input.Channels)!;
        Tensor ofInput = gradients[0] = MapView.NewLike(input), ofWeight = gradients[1] = empty_like(weight);
        using MapView inputGradient = MapView.Of(ofInput);
        using TensorNumbers weightGradient = new(ofWeight);
        kernel.BackwardInput(inputGradient, output, weights.Span, size, _stride);
        kernel.BackwardWeights(input, output, weightGradient.Span, size, _stride);
    }

    private static Tensor Compute(DepthwiseKernel kernel, Tensor x, Tensor weight, int stride)
    {
        using MapView input = MapView.Of(x);
        using TensorNumbers weights = new(weight);
        Tensor y = MapView.NewMap(input.Images, input.Channels, ((input.Height - 1) / stride) + 1, ((input.Width - 1) / stride) + 1, input.Type);
        using MapView output = MapView.Of(y);
        kernel.Forward(input, output, weights.Span, (int)weight.size(3), stride);
        return y;
    }

    private static Tensor Unfused(Tensor x, Tensor weight, int stride)
    {
        long padding = weight.size(3) / 2;
        return nn.functional.conv2d(x, weight.to(x.dtype), null, [stride, stride], [padding, padding], [1L, 1L], x.size(1));
    }
}
