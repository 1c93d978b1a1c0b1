using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>A convolution, batch norm and activation as most people would write them.</summary>
internal sealed class HandWrittenConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;
    private readonly Conv2d _conv;
    private readonly BatchNorm2d? _bn;

    internal HandWrittenConvolution(ConvSpec spec, int inChannels, BatchNormSpec norm)
        : base(nameof(HandWrittenConvolution))
    {
        _activation = spec.Activation;
        _conv = nn.Conv2d(inChannels, spec.Filters, spec.Kernel, stride: spec.Stride, padding: spec.Kernel / 2, bias: spec.Bias);
        _bn = spec.BatchNorm ? nn.BatchNorm2d(spec.Filters, norm.Epsilon, norm.Momentum) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = _conv.call(input);
        if (_bn is not null)
            x = _bn.call(x);
        return _activation.Plain(x);
    }
}
