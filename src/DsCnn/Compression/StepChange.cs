using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>The change that a step made to a network before fine-tuning, in the words of the report.</summary>
internal sealed class StepChange : IDisposable
{
    internal required ModelFile Model { get; init; }

    internal required ImmutableArray<string> Done { get; init; }

    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>Preserves the change while the network is trained, or null if training cannot undo it.</summary>
    internal ITrainingCallback? Callback { get; init; }

    /// <returns>The change, or null if nothing changed.</returns>
    internal static StepChange? Of(ModelFile factorized, RankPlan plan) => plan.Ranks.IsEmpty ? null : new StepChange
    {
        Model = factorized,
        Done = plan.Done,
        Skipped = plan.Skipped,
    };

    /// <returns>The change, or null if nothing changed.</returns>
    internal static StepChange? Of(ModelFile pruned, PruningPlan plan) => plan.Kept.IsEmpty ? null : new StepChange
    {
        Model = pruned,
        Done = plan.Done,
        Skipped = plan.Skipped,
    };

    /// <returns>The change, or null if nothing changed.</returns>
    internal static StepChange? Of(SharedWeights shared) => shared.Tensors.IsEmpty ? null : new StepChange
    {
        Model = shared.Model,
        Done = shared.Done,
        Skipped = shared.Skipped,
        Callback = new SharedWeightTuning(shared.Model),
    };

    /// <returns>The change; training, if there is any, rounds in the same way as the bytes will.</returns>
    internal static StepChange Of(QuantizedModel quantized, QuantizationOptions options) => new()
    {
        Model = quantized.Model,
        Done = quantized.Details.Done,
        Skipped = quantized.Details.LeftAlone,
        Callback = new QuantizationAwareTraining { WeightBits = options.WeightBits },
    };

    public void Dispose() => (Callback as IDisposable)?.Dispose();
}
