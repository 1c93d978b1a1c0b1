using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>The SE module of a DS block: N x F x H x W to the same shape, each channel scaled by a gate learned from all of them.</summary>
/// <remarks>x * sigmoid(expand_conv(swish(reduce_conv(mean of x)))), unless the spec names other functions (Hu et al. 2018; patent CN111242299A, claims 1 to 5).</remarks>
internal sealed class SqueezeExcite : nn.Module<Tensor, Tensor>
{
    private readonly Activation _activation;
    private readonly Activation _gate;
    private readonly double _swishBeta;

    [ComponentName(Name = "reduce_conv")]
    private readonly Conv2d _reduceConv;

    [ComponentName(Name = "expand_conv")]
    private readonly Conv2d _expandConv;

    internal SqueezeExcite(PartFactory parts)
        : base(nameof(SqueezeExcite))
    {
        var block = (DsBlockSpec)parts.Plan.Spec;
        SqueezeExciteSpec spec = block.SqueezeExcite!;
        _activation = spec.Activation ?? block.Activation;
        _gate = spec.Gate;
        _swishBeta = block.SwishBeta;
        _reduceConv = parts.Whole(ConvolutionRole.SqueezeReduce);
        _expandConv = parts.Whole(ConvolutionRole.SqueezeExpand);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        if (_activation == Activation.Swish
            && _gate == Activation.Sigmoid
            && MapView.CanView(input)
            && !_reduceConv.HasHooks()
            && !_expandConv.HasHooks()
            && TensorNumbers.CanRead(_reduceConv.weight, _reduceConv.bias, _expandConv.weight, _expandConv.bias)
            && GateKernel.Find(input.dtype, (int)input.size(1)) is not null)
        {
            return FusedSqueezeExcite.Apply(input, _reduceConv, _expandConv, _swishBeta);
        }

        using DisposeScope scope = NewDisposeScope();
        return Compute(input, _reduceConv.Convolve, _expandConv.Convolve, _activation, _swishBeta, _gate).MoveToOuterDisposeScope();
    }

    /// <summary>The module in torch's own operations; the tensors they create belong to the caller's scope.</summary>
    internal static Tensor Compute(Tensor x, Func<Tensor, Tensor> reduce, Func<Tensor, Tensor> expand, Activation activation, double swishBeta, Activation gate)
    {
        Tensor squeezed = activation.Apply(reduce(x.mean([2, 3], keepdim: true)), swishBeta);
        return x * gate.Apply(expand(squeezed)).to(x.dtype);
    }
}
