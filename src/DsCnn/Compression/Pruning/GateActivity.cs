using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>Measures how much SE modules let through: the mean magnitude of each channel after its gate, by the name of the channel's value.</summary>
internal sealed class GateActivity : OperationObserver
{
    private readonly HashSet<string> _scaled;
    private readonly Dictionary<string, double[]> _sums = [];

    private GateActivity(NetworkPlan plan) => _scaled = [.. plan.Operations.OfType<ScaleOperation>().Select(scale => scale.Output.Name)];

    internal static Dictionary<string, double[]> Measure(
        DsCnnModel model, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        var activity = new GateActivity(model.Spec.Plan);
        int count = CalibrationPass.Observe(model, activity, images, calibration, cancellationToken);
        return activity._sums.ToDictionary(pair => pair.Key, pair => pair.Value.Select(sum => sum / count).ToArray());
    }

    internal override Tensor Value(string name, Tensor value)
    {
        if (!_scaled.Contains(name))
            return value;
        using DisposeScope scope = NewDisposeScope();
        double[] means = value.abs().mean([2, 3]).sum([0]).to(ScalarType.Float64).cpu().data<double>().ToArray();
        _sums[name] = _sums.TryGetValue(name, out double[]? before) ? [.. before.Zip(means, (a, b) => a + b)] : means;
        return value;
    }
}
