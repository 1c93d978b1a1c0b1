using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>Dropout: in training, sets each number of a tensor to 0 with a given probability and scales up the others; the shape does not change.</summary>
/// <remarks>Srivastava et al. 2014. It draws the same numbers as torch's own dropout with a generator in the same state.</remarks>
internal sealed class DropoutLayer : nn.Module<Tensor, Tensor>, IRandomLayer
{
    private readonly double _rate;
    private Generator? _generator;
    private BatchPart _part;

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

    BatchPart IRandomLayer.Part
    {
        set => _part = value;
    }

    public override Tensor forward(Tensor input)
    {
        if (!training || _rate == 0)
            return input.alias();
        if (_generator is null)
            return nn.functional.dropout(input, _rate, training: true);
        using DisposeScope scope = NewDisposeScope();
        double keep = 1 - _rate;
        Tensor scale = Whole(input).bernoulli_(keep, _generator).narrow(0, _part.First, input.shape[0]).div_(keep);
        return (input * scale.to(input.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Room for the numbers of the whole batch.</summary>
    private Tensor Whole(Tensor input)
    {
        long whole = _part.WholeOf(input.shape[0]);
        if (whole == input.shape[0])
            return empty_like(input, device: CPU);
        Tensor numbers = empty([whole, .. input.shape[1..]], input.dtype, CPU);
        return input.is_contiguous() ? numbers : numbers.ChannelsInnermost();
    }
}
