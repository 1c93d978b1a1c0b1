using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Measures by how much rounded weights shift the mean of each output channel.</summary>
/// <remarks>
/// Bias correction (Nagel et al. 2019, section 4.2): the bias compensates for E[W~ x] - E[W x]. This is measured on the float32 inputs of the layers, including padding.
/// An operation without a bias, such as the DW conv's 1x1, passes its error on to the operation that reads it, whose bias then compensates for both.
/// </remarks>
internal sealed class BiasShifts(QuantizationSpec spec) : OperationObserver, IDisposable
{
    private readonly Dictionary<string, float[]> _scales = spec.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.ToArray());
    private readonly Dictionary<string, (Tensor Sum, long Count)> _sums = [];

    // The result with rounded weights, kept from the operation that computes a value to the one that reads it, within one layer.
    private (string Name, Tensor Value)? _rounded;

    internal override Tensor Multiply(WeightedRun run)
    {
        Tensor exact = base.Multiply(run);
        if (!_scales.TryGetValue(run.Operation.Weight.Name, out float[]? scales))
            return exact;
        Tensor input = _rounded is { } given && given.Name == run.Operation.Input.Name ? given.Value : run.Input;
        Tensor rounded = run.Compute(input, IntegerSimulation.Round(run.Weight, scales), run.Bias);
        _rounded = null;
        if (run.Operation.Bias is not { } bias)
            _rounded = (run.Operation.Output.Name, rounded);
        else
            Add(bias.Name, rounded, exact);
        return exact;
    }

    /// <summary>The mean shift of each channel, by the name of the bias.</summary>
    internal Dictionary<string, float[]> Means()
    {
        using DisposeScope scope = NewDisposeScope();
        return _sums.ToDictionary(sum => sum.Key, sum => (sum.Value.Sum / sum.Value.Count).to(ScalarType.Float32).cpu().data<float>().ToArray());
    }

    public void Dispose()
    {
        foreach ((Tensor sum, _) in _sums.Values)
            sum.Dispose();
    }

    private void Add(string bias, Tensor rounded, Tensor exact)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] others = rounded.ndim == 4 ? [0, 2, 3] : [0];
        Tensor sum = (rounded - exact).sum(others, type: ScalarType.Float64);
        long count = rounded.numel() / rounded.shape[1];
        if (_sums.Remove(bias, out (Tensor Sum, long Count) before))
        {
            using (before.Sum)
                _sums[bias] = ((before.Sum + sum).DetachFromDisposeScope(), before.Count + count);
        }
        else
        {
            _sums[bias] = (sum.DetachFromDisposeScope(), count);
        }
    }
}
