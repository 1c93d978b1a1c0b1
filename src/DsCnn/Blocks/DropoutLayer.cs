using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Dropout: in training, sets each number of a tensor to 0 with a given probability and scales up the others; the shape does not change.</summary>
/// <remarks>Srivastava et al. 2014. It draws the same numbers as torch's own dropout with a generator in the same state.</remarks>
internal sealed class DropoutLayer : nn.Module<Tensor, Tensor>, IRandomLayer
{
    private readonly double _rate;
    private Generator? _generator;

    internal DropoutLayer(double rate)
        : base(nameof(DropoutLayer))
    {
        _rate = rate;
        RegisterComponents();
    }

    Generator? IRandomLayer.Generator
    {
        set => _generator = value;
    }

    public override Tensor forward(Tensor input)
    {
        if (!training || _rate == 0)
            return input.alias();
        if (_generator is null)
            return nn.functional.dropout(input, _rate, training: true);
        using DisposeScope scope = NewDisposeScope();
        double keep = 1 - _rate;
        Tensor scale = empty_like(input, device: CPU).bernoulli_(keep, _generator).div_(keep);
        return (input * scale.to(input.device)).MoveToOuterDisposeScope();
    }
}
