using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn;

/// <summary>What a step made of a network before fine-tuning, in the words of the report.</summary>
internal sealed class StepChange : IDisposable
{
    internal required ModelFile Model { get; init; }

    internal required ImmutableArray<string> Done { get; init; }

    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>Keeps what the step made while the network is trained, or null where training cannot undo it.</summary>
    internal ITrainingCallback? Callback { get; init; }

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(LowRankModel factorised) => factorised.Plan.Ranks.IsEmpty ? null : new StepChange
    {
        Model = factorised.Model,
        Done =
        [
            .. factorised.Plan.Ranks.Select(choice => string.Create(
                CultureInfo.InvariantCulture,
                $"{choice.Layer.Name} {choice.Layer.Outputs} x {choice.Layer.Inputs} to rank {choice.Rank} with {100 * choice.Kept:0.0#} % of its energy")),
        ],
        Skipped = factorised.Plan.Skipped,
    };

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(PrunedModel pruned) => pruned.Plan.Kept.IsEmpty ? null : new StepChange
    {
        Model = pruned.Model,
        Done = [.. pruned.Plan.Kept.Select(kept => string.Create(CultureInfo.InvariantCulture, $"{kept.Group.Name} {kept.Group.Width} to {kept.Count}"))],
        Skipped = pruned.Plan.Skipped,
    };

    /// <returns>The change, or null where nothing changed.</returns>
    internal static StepChange? Of(SharedWeights shared) => shared.Tensors.IsEmpty ? null : new StepChange
    {
        Model = shared.Model,
        Done =
        [
            .. shared.Tensors.Select(tensor => string.Create(
                CultureInfo.InvariantCulture, $"{tensor.Name} to {tensor.Values} values, relative error {tensor.RelativeError:0.0000}")),
        ],
        Skipped = shared.Skipped,
        Callback = new SharedWeightTuning(shared),
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
