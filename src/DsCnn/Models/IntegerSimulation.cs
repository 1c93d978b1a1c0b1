using static TorchSharp.torch;

namespace DsCnn.Models;

/// <summary>Rounds values, weights and biases according to a quantization, so that float32 arithmetic gives the results of integer arithmetic.</summary>
internal sealed class IntegerSimulation(QuantizationSpec spec) : OperationObserver
{
    private readonly Dictionary<string, ActivationQuantization> _activations = spec.Activations.ToDictionary(activation => activation.Name);
    private readonly Dictionary<string, float[]> _scales = spec.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.ToArray());

    internal override Tensor Value(string name, Tensor value)
    {
        if (!_activations.TryGetValue(name, out ActivationQuantization? bytes))
            return value;
        using Tensor scale = tensor(bytes.Scale, device: value.device);
        return RoundingFunction.Round(value, scale, -bytes.ZeroPoint, ActivationQuantization.MaxByte - bytes.ZeroPoint);
    }

    internal override Tensor Multiply(WeightedRun run)
    {
        if (!_scales.TryGetValue(run.Operation.Weight.Name, out float[]? scales))
            return base.Multiply(run);

        Tensor weight = Round(run.Weight, scales);
        Tensor? bias = run.Bias is not null && _activations.TryGetValue(run.Operation.Input.Name, out ActivationQuantization? input)
            ? RoundBias(run.Bias, scales, input.Scale)
            : run.Bias;
        return run.Compute(run.Input, weight, bias);
    }

    /// <summary>Rounds weights as stored, filter by filter.</summary>
    internal static Tensor Round(Tensor weight, float[] scales)
    {
        using Tensor perFilter = tensor(scales, device: weight.device);
        using Tensor broadcast = perFilter.view([scales.Length, .. Enumerable.Repeat(1L, (int)weight.ndim - 1)]);
        return RoundingFunction.Round(weight, broadcast, -WeightQuantization.MaxByte, WeightQuantization.MaxByte);
    }

    private static Tensor RoundBias(Tensor bias, float[] scales, float inputScale)
    {
        using Tensor scale = tensor(scales.Select(s => s * inputScale).ToArray(), device: bias.device);
        return RoundingFunction.Round(bias, scale, -int.MaxValue, int.MaxValue);
    }
}
