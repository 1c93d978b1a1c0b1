using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A depthwise convolution with kernels of our own.</summary>
internal sealed class FusedDepthwise : autograd.SingleTensorFunction<FusedDepthwise>
{
    private const string StrideKey = "stride";

    public override string Name => nameof(FusedDepthwise);

    /// <summary>Runs a depthwise convolution without bias, N x F x H x W to N x F x H' x W', by the fastest way there is.</summary>
    internal static Tensor Convolve(Conv2d convolution, Tensor x)
    {
        Tensor weight = convolution.weight;
        if (convolution.bias is not null || !MapView.CanView(x) || !MapView.CanRead(weight) || DepthwiseKernel.Find(x.dtype, (int)weight.size(0)) is null)
            return convolution.Convolve(x);
        int stride = (int)convolution.stride[0];
        return is_grad_enabled() ? apply(x, weight, stride) : Compute(x, weight, stride);
    }

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        if (vars is not [Tensor x, Tensor weight, int stride])
            throw new ArgumentException("Expected input, weight and stride.", nameof(vars));
        ctx.save_for_backward([x, weight]);
        ctx.save_data(StrideKey, stride);
        return Compute(x, weight, stride);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using DisposeScope scope = NewDisposeScope();
        int stride = (int)ctx.get_data(StrideKey);
        List<Tensor> saved = ctx.get_saved_variables();
        (Tensor x, Tensor weight) = (saved[0], saved[1]);
        if (is_grad_enabled())
            return GradientMaps.Differentiable(grad_output, Unfused(x, weight, stride), x, weight, null);
        Tensor gradient = GradientMaps.Arranged(grad_output, x);
        MapView input = MapView.Of(x), output = MapView.Of(gradient);
        int kernel = (int)weight.size(3);
        DepthwiseKernel kernels = DepthwiseKernel.Find(input.Type, input.Channels)!;
        Tensor ofInput = MapView.NewMap(input.Images, input.Channels, input.Height, input.Width, input.Type);
        kernels.BackwardInput(MapView.Of(ofInput), output, MapView.Numbers(weight), kernel, stride);
        Tensor ofWeight = empty_like(weight);
        kernels.BackwardWeights(input, output, MapView.Numbers(ofWeight), kernel, stride);
        return GradientMaps.Return(grad_output, ofInput, ofWeight, null);
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
