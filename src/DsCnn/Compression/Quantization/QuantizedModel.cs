namespace DsCnn.Quantization;

/// <summary>
/// A quantized network with its report. Its <see cref="CompressedModel.Model"/> has folded batch norms and a <see cref="ModelFile.Quantization"/>: it computes, is evaluated and is
/// trained as int8. The accuracies in the report are those on the calibration images.
/// </summary>
public sealed class QuantizedModel : CompressedModel
{
    internal const string Goal = "weights and maps as bytes";

    internal QuantizedModel(ModelFile original, ModelFile model, QuantizationReport details, TimeSpan duration)
        : base(model, () => ActOf(details, duration).Report(original, model)) => Details = details;

    /// <summary>The loss of each layer and of the whole network, on the calibration images.</summary>
    public QuantizationReport Details { get; }

    private static CompressionAct ActOf(QuantizationReport details, TimeSpan duration) => new()
    {
        Method = CompressionMethod.Quantization,
        Goal = Goal,
        Done = details.Done,
        Skipped = details.LeftAlone,
        Duration = duration,
        AccuracyBefore = details.FloatAccuracy,
        AccuracyAfter = details.Loss.Accuracy,
    };
}
