using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A plain convolution, batch norm and activation: N x C_in x H x W to N x filters x H' x W'.</summary>
internal sealed class ConvLayer : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d? _bn;

    internal ConvLayer(ConvSpec spec, int inChannels, BatchNormSpec? batchNorm, Generator generator)
        : base(nameof(ConvLayer))
    {
        _activation = spec.Activation;
        bool folded = spec.BatchNorm && batchNorm is null;
        _conv = ConvolutionFactory.Create(inChannels, spec.Filters, generator, spec.Kernel, spec.Stride, bias: spec.Bias || folded);
        _bn = spec.BatchNorm ? batchNorm.Create(spec.Filters) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var chain = new MapChain(input);
        chain.Add(_conv.Convolve(chain.Map));
        chain.Add(chain.Map.ChannelsInnermost());
        chain.Add(_bn.Normalise(chain.Map, _activation));
        return chain.Map;
    }
}
