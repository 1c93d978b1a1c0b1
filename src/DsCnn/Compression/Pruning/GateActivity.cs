using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Measures how much SE modules let through: the mean size of each channel behind its gate.</summary>
internal static class GateActivity
{
    internal static Dictionary<string, double[]> Measure(
        DsCnnModel model, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        using DsCnnModel copy = DsCnnModel.From(model.ToModelFile(), model.Device);
        var sums = new Dictionary<string, double[]>();
        foreach ((string name, nn.Module module) in copy.named_modules())
        {
            if (module is SqueezeExcite gate)
                gate.register_forward_hook((_, _, output) => Add(sums, name, output));
        }

        int batches = CalibrationPass.Run(
            copy, images, calibration,
            batch =>
            {
                using IDisposable gradientsOff = no_grad();
                copy.forward(batch.Images);
            },
            cancellationToken);
        return sums.ToDictionary(pair => pair.Key, pair => pair.Value.Select(sum => sum / batches).ToArray());
    }

    private static Tensor Add(Dictionary<string, double[]> sums, string name, Tensor output)
    {
        using DisposeScope scope = NewDisposeScope();
        double[] means = output.abs().mean([0, 2, 3]).to(ScalarType.Float64).cpu().data<double>().ToArray();
        sums[name] = sums.TryGetValue(name, out double[]? before) ? [.. before.Zip(means, (a, b) => a + b)] : means;
        return output;
    }
}
