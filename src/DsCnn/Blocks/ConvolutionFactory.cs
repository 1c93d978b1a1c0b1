using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Makes the convolutions of all layers, padded by half their kernel and initialised by one rule.</summary>
/// <remarks>
/// Weights are normal with variance 2 / fan_out, fan_out = k * k * filters / groups (He et al. 2015, equation 14: the form that keeps
/// the size of gradients), as EfficientNet's authors do; biases are 0.
/// </remarks>
internal static class ConvolutionFactory
{
    internal static Conv2d Create(
        int inChannels, int filters, Generator generator, int kernel = 1, int stride = 1, int groups = 1, bool bias = false)
    {
        // The constructor initialises too, and leaves tensors behind; the weights themselves are detached from the scope.
        using DisposeScope scope = NewDisposeScope();
        Conv2d convolution = nn.Conv2d(
            inChannels, filters, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: bias, device: CPU);
        double fanOut = (double)kernel * kernel * filters / groups;
        using IDisposable gradientsOff = no_grad();

        // Not nn.init.normal_, which takes a generator and ignores it.
        convolution.weight.normal_(0, Math.Sqrt(2 / fanOut), generator);
        convolution.bias?.zero_();
        return convolution;
    }
}
