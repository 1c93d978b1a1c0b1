using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>A convolution as two with fewer channels between them: N x C_in x H x W to N x C_out x H' x W'. The second is a 1x1.</summary>
internal sealed class LowRankConvolution : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Conv2d _down;

    [ComponentName(Name = "1")]
    private readonly Conv2d _up;

    internal LowRankConvolution(Conv2d down, Conv2d up)
        : base(nameof(LowRankConvolution))
    {
        _down = down;
        _up = up;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor reduced = _down.Convolve(input);
        return _up.Convolve(reduced);
    }
}
