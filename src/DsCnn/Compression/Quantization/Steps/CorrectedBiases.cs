using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Corrects biases for the measured shifts, but only where a quantization rounds the weights that cause them.</summary>
internal sealed class CorrectedBiases
{
    private readonly DsCnnModel _model;
    private readonly Dictionary<string, (float[] Bias, float[] Shift)> _biases;

    internal CorrectedBiases(DsCnnModel model, Dictionary<string, float[]> shifts)
    {
        _model = model;
        WeightSet weights = model.CopyWeights();
        _biases = shifts.ToDictionary(shift => shift.Key, shift => (weights[shift.Key].ToFloats(), shift.Value));
    }

    internal void ApplyFor(QuantizationSpec spec)
    {
        HashSet<string> rounded = [.. spec.Weights.Select(weight => weight.Name)];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Dictionary<string, Tensor> tensors = _model.NamedTensors();
        foreach (WeightedOperation operation in _model.Spec.Plan.Operations.OfType<WeightedOperation>())
        {
            if (operation.Bias is { } bias && _biases.TryGetValue(bias.Name, out (float[] Bias, float[] Shift) known))
            {
                float[] values = rounded.Contains(operation.Weight.Name) ? [.. known.Bias.Zip(known.Shift, (value, shift) => value - shift)] : known.Bias;
                tensors[bias.Name].copy_(tensor(values, device: _model.Device));
            }
        }
    }
}
