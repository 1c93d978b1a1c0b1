using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>What a step made of a network before fine-tuning, in the words of the report.</summary>
internal sealed class StepChange : IDisposable
{
    internal required ModelFile Model { get; init; }

    internal required ImmutableArray<string> Done { get; init; }

    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>Keeps what the step made while the network is trained, or null where training cannot undo it.</summary>
    internal ITrainingCallback? Callback { get; init; }

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(ModelFile factorized, RankPlan plan) => plan.Ranks.IsEmpty ? null : new StepChange
    {
        Model = factorized,
        Done = plan.Done,
        Skipped = plan.Skipped,
    };

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(ModelFile pruned, PruningPlan plan) => plan.Kept.IsEmpty ? null : new StepChange
    {
        Model = pruned,
        Done = plan.Done,
        Skipped = plan.Skipped,
    };

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(SharedWeights shared) => shared.Tensors.IsEmpty ? null : new StepChange
    {
        Model = shared.Model,
        Done = shared.Done,
        Skipped = shared.Skipped,
        Callback = new SharedWeightTuning(shared.Model),
    };

    /// <returns>The change; its training, where there is any, rounds as the bytes will.</returns>
    internal static StepChange Of(QuantizationResult quantized, QuantizationOptions options)
    {
        QuantizationReport report = quantized.Report;
        return new StepChange
        {
            Model = quantized.Model.ToModelFile(),
            Done =
            [
                string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(report.Layers.Count(layer => !layer.InFloat), "layer")}, calibrated on {Quantity.Of(report.Images, "image")}"),
                .. report.Equalized.Select(pair => $"channels brought to one size: {pair}"),
            ],
            Skipped =
            [
                .. report.Layers.Where(layer => layer.InFloat).Select(layer => new SkippedLayer
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"layers.{layer.Layer}"),
                    Reason = "it stays in float32, because as bytes it costs too much accuracy",
                }),
                .. report.Skipped.Select(step => new SkippedLayer { Name = step.Place, Reason = step.Reason }),
            ],
            Callback = new QuantizationAwareTraining { WeightBits = options.WeightBits },
        };
    }

    public void Dispose() => (Callback as IDisposable)?.Dispose();
}
