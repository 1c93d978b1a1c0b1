namespace DsCnn.Compression;

/// <summary>The properties that a compression must share with one that resumes it, as names and short texts.</summary>
internal static class CompressionFingerprint
{
    internal static Dictionary<string, string> Of(
        ModelFile original, CompressorOptions options, IEnumerable<PlannedStep> steps, TrainingData data, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>();
        OptionsText.Add(texts, "Network", original.Spec);
        texts["Weights"] = RunFingerprint.Hash(original.Weights);
        OptionsText.Add(texts, "Preprocessing", original.Preprocessing);
        texts["Quantization"] = original.Quantization is { } quantization ? OptionsText.Hash(quantization.ToJson()) : "none";
        RunFingerprint.AddImages(texts, data, cancellationToken);
        OptionsText.Add(texts, "", options);
        texts["Plan"] = string.Join(", ", steps.Select(step => $"{step.Method.Name()} to {step.Goal}"));
        return texts;
    }
}
