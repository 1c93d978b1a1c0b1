using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A plain convolution, batch norm and activation: N x C_in x H x W to N x filters x H' x W'.</summary>
internal sealed class ConvLayer : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d? _bn;

    internal ConvLayer(PartFactory parts)
        : base(nameof(ConvLayer))
    {
        _activation = ((ConvSpec)parts.Plan.Spec).Activation;
        _conv = parts.Whole(ConvolutionRole.Whole);
        _bn = parts.BatchNorm(ConvolutionRole.Whole);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var chain = new MapChain(input);
        chain.Add(_conv.Convolve(chain.Map));
        chain.Add(chain.Map.ChannelsInnermost());
        chain.Add(_bn.Normalize(chain.Map, _activation));
        return chain.Map;
    }
}
