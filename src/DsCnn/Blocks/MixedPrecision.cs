using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Lets layers with float32 weights work on maps of another type, such as bfloat16 (Micikevicius et al. 2018).</summary>
internal static class MixedPrecision
{
    /// <summary>Runs a convolution in the type of its input; the gradients of the weights have the weights' type. Hooks see input and output in the type of the weights.</summary>
    internal static Tensor Convolve(this Conv2d convolution, Tensor x)
    {
        if (convolution.weight.dtype == x.dtype)
            return convolution.CallWatched(x);
        if (convolution.HasHooks())
        {
            using Tensor input = x.to(convolution.weight.dtype), output = convolution.call(input);
            return output.to(x.dtype);
        }

        using Tensor weight = convolution.weight.to(x.dtype);
        using Tensor? bias = convolution.bias?.to(x.dtype);
        return nn.functional.conv2d(x, weight, bias, convolution.stride, convolution.padding, convolution.dilation, convolution.groups);
    }
}
