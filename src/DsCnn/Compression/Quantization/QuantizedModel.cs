namespace DsCnn.Quantization;

/// <summary>
/// A quantized network, and what became of it. Its <see cref="CompressedModel.Model"/> has folded batch norms and a <see cref="ModelFile.Quantization"/>: it computes, is evaluated and
/// trained as int8. The report's accuracies are those on the calibration images.
/// </summary>
public sealed class QuantizedModel : CompressedModel
{
    internal const string Goal = "weights and maps as bytes";

    internal QuantizedModel(ModelFile original, ModelFile model, QuantizationReport details, TimeSpan duration)
        : base(model, () => ActOf(details, duration).Report(original, model)) => Details = details;

    /// <summary>What each layer loses, and the whole network, on the calibration images.</summary>
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
