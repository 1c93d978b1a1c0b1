using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>A 1x1 convolution as two with fewer channels between them: N x F x H x W to the same.</summary>
internal sealed class LowRankConvolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Conv2d _down;

    [ComponentName(Name = "1")]
    private readonly Conv2d _up;

    internal LowRankConvolution(int channels, int rank, int groups, Generator generator)
        : base(nameof(LowRankConvolution))
    {
        _down = ConvolutionFactory.Create(channels, rank, generator, groups: groups);
        _up = ConvolutionFactory.Create(rank, channels, generator, groups: groups);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor reduced = _down.Convolve(input);
        return _up.Convolve(reduced);
    }
}
