using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A convolution, batch norm and activation as most people would write them.</summary>
internal sealed class HandWrittenConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;
    private readonly Conv2d conv;
    private readonly BatchNorm2d? bn;

    internal HandWrittenConvolution(ConvSpec spec, int inChannels, BatchNormSpec norm)
        : base(nameof(HandWrittenConvolution))
    {
        _activation = spec.Activation;
        conv = nn.Conv2d(inChannels, spec.Filters, spec.Kernel, stride: spec.Stride, padding: spec.Kernel / 2, bias: spec.Bias);
        bn = spec.BatchNorm ? nn.BatchNorm2d(spec.Filters, norm.Epsilon, norm.Momentum) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = conv.call(input);
        if (bn is not null)
            x = bn.call(x);
        return _activation.Plain(x);
    }
}
