using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>The SE module of a DS block: N x F x H x W to the same shape, each channel scaled by a gate learned from all of them.</summary>
/// <remarks>x * sigmoid(expand_conv(swish(reduce_conv(mean of x)))) (Hu et al. 2018; patent CN111242299A, claims 1 to 5).</remarks>
internal sealed class SqueezeExcite : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;
    private readonly double _swishBeta;

    [ComponentName(Name = "reduce_conv")]
    private readonly Conv2d _reduceConv;

    [ComponentName(Name = "expand_conv")]
    private readonly Conv2d _expandConv;

    internal SqueezeExcite(int channels, int filters, Activation activation, double swishBeta, Generator generator)
        : base(nameof(SqueezeExcite))
    {
        _activation = activation;
        _swishBeta = swishBeta;
        _reduceConv = ConvolutionFactory.Create(channels, filters, generator, bias: true);
        _expandConv = ConvolutionFactory.Create(filters, channels, generator, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (_activation == Activation.Swish
            && MapView.CanView(input)
            && MapView.CanRead(_reduceConv.weight, _reduceConv.bias, _expandConv.weight, _expandConv.bias)
            && GateKernel.Find(input.dtype, (int)input.size(1)) is not null)
        {
            return FusedSqueezeExcite.Apply(input, _reduceConv, _expandConv, _swishBeta);
        }

        using DisposeScope scope = NewDisposeScope();
        Tensor squeezed = _reduceConv.Convolve(input.mean([2, 3], keepdim: true));
        Tensor gate = _expandConv.Convolve(_activation.Apply(squeezed, _swishBeta)).sigmoid();
        return (input * gate).MoveToOuterDisposeScope();
    }
}
