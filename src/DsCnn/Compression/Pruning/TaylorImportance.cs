using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>The first-order change of the loss without a channel (Molchanov et al. 2019).</summary>
/// <remarks>
/// With a factor z on gamma * x + beta, dL/dz at z = 1 is gamma dL/dgamma + beta dL/dbeta: everything needed is in the parameters' gradients. The score is the
/// mean of its square over batches. Channels joined by a residual have one factor, so their derivatives are added before they are squared.
/// </remarks>
internal static class TaylorImportance
{
    internal static Dictionary<ChannelSet, double[]> Measure(
        DsCnnModel model, IReadOnlyList<ChannelGroup> groups, IImageSource images, CalibrationOptions calibration, CancellationToken cancellationToken)
    {
        // Frozen weights have no gradients, and the caller's gradients must not change.
        using DsCnnModel copy = DsCnnModel.From(model.ToModelFile(), model.Device);
        images = DataFit.Of(copy, images, nameof(images));
        Dictionary<string, Parameter> parameters = copy.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        ChannelSet[] sets = [.. groups.SelectMany(group => group.Sets)];
        Dictionary<ChannelSet, double[]> scores = sets.ToDictionary(set => set, set => new double[set.Width]);
        using var loss = new TrainingLoss(copy, new TrainerOptions());
        var random = new Random(calibration.Seed);
        int batches = 0;
        CalibrationPass.Run(
            copy, images, calibration,
            batch =>
            {
                batches++;
                copy.zero_grad();
                using Tensor value = loss.Of(copy.Logits(batch.Images), batch, random);
                value.backward();
                foreach (ChannelSet set in sets.Where(set => !set.Gates.IsEmpty))
                    AddSquares(scores[set], set.Gates.Select(gate => parameters[gate]));
            },
            cancellationToken);
        copy.zero_grad();
        return scores.ToDictionary(pair => pair.Key, pair => pair.Value.Select(sum => sum / batches).ToArray());
    }

    private static void AddSquares(double[] sums, IEnumerable<Parameter> gates)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor derivative = gates
            .Select(gate => (gate * gate.grad!).to(ScalarType.Float64).reshape(gate.shape[0], -1).sum(1))
            .Aggregate((sum, next) => sum + next);
        foreach ((int channel, double value) in derivative.cpu().data<double>().ToArray().Index())
            sums[channel] += value * value;
    }
}
