using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A depthwise convolution with kernels of our own.</summary>
internal sealed class FusedDepthwise : PooledStep<FusedDepthwise>
{
    private int _stride;

    /// <summary>Runs a depthwise convolution without bias, N x F x H x W to N x F x H' x W', by the fastest way there is.</summary>
    internal static Tensor Convolve(Conv2d convolution, Tensor x)
    {
        Tensor weight = convolution.weight;
        if (convolution.bias is not null || !MapView.CanView(x) || !MapView.CanRead(weight) || DepthwiseKernel.Find(x.dtype, (int)weight.size(0)) is null)
            return convolution.Convolve(x);
        int stride = (int)convolution.stride[0];
        Tensor y = Compute(x, weight, stride);
        if (!is_grad_enabled())
            return y;
        FusedDepthwise step = Take();
        step._stride = stride;
        ReadOnlySpan<Tensor> inputs = [x, weight];
        return step.Attach(y, inputs, inputs);
    }

    private protected override void Backward(Tensor received, Span<Tensor?> gradients)
    {
        using Tensor x = Saved(0);
        using Tensor weight = Saved(1);
        if (is_grad_enabled())
        {
            using DisposeScope scope = NewDisposeScope();
            GradientMaps.Differentiate(received, Unfused(x, weight, _stride), [x, weight], gradients);
            return;
        }

        using Tensor gradient = GradientMaps.Arranged(received, x);
        MapView input = MapView.Of(x), output = MapView.Of(gradient);
        int kernel = (int)weight.size(3);
        DepthwiseKernel kernels = DepthwiseKernel.Find(input.Type, input.Channels)!;
        Tensor ofInput = gradients[0] = MapView.NewLike(input);
        kernels.BackwardInput(MapView.Of(ofInput), output, MapView.Numbers(weight), kernel, _stride);
        Tensor ofWeight = gradients[1] = empty_like(weight);
        kernels.BackwardWeights(input, output, MapView.Numbers(ofWeight), kernel, _stride);
    }

    private static Tensor Compute(Tensor x, Tensor weight, int stride)
    {
        MapView input = MapView.Of(x);
        Tensor y = MapView.NewMap(input.Images, input.Channels, ((input.Height - 1) / stride) + 1, ((input.Width - 1) / stride) + 1, input.Type);
        DepthwiseKernel.Find(input.Type, input.Channels)!
            .Forward(input, MapView.Of(y), MapView.Numbers(weight), (int)weight.size(3), stride);
        GC.KeepAlive(x);
        GC.KeepAlive(weight);
        return y;
    }

    private static Tensor Unfused(Tensor x, Tensor weight, int stride)
    {
        long padding = weight.size(3) / 2;
        return nn.functional.conv2d(x, weight.to(x.dtype), null, [stride, stride], [padding, padding], [1L, 1L], x.size(1));
    }
}
