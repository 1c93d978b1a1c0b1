using System.Security.Cryptography;
using System.Text;

namespace DsCnn.Training;

/// <summary>The properties that a run must share with one that resumes it, as names and short texts.</summary>
internal static class RunFingerprint
{
    private const string Part = "' ";

    internal static Dictionary<string, string> Of(DsCnnModel model, TrainerOptions options, TrainingData data, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, string>();
        OptionsText.Add(texts, "Network", model.Spec);
        AddImages(texts, data, cancellationToken);
        OptionsText.Add(texts, "", options);
        OptionsText.Add(texts, "Preprocessing", model.Preprocessing);
        texts["Quantization"] = model.Quantization is { } quantization ? Describe(quantization) : "none";
        string[] frozen = [.. model.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => p.name)];
        texts["Frozen weights"] = frozen.Length == 0 ? "none" : $"{Quantity.Of(frozen.Length, "tensor")} ({OptionsText.Hash(string.Join('\n', frozen))})";
        return texts;
    }

    /// <summary>The precision of a run, read from its fingerprint.</summary>
    internal static TrainingPrecision PrecisionOf(Dictionary<string, string> fingerprint) =>
        Enum.TryParse(fingerprint.GetValueOrDefault(nameof(TrainerOptions.Precision)), out TrainingPrecision precision) ? precision : default;

    /// <summary>The name of a detail that <see cref="RequireSame"/> mentions only if the main entry of that name does not differ.</summary>
    internal static string PartOf(string name, string part) => name + Part + part;

    internal static string Hash(WeightSet weights)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, WeightTensor tensor) in weights)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name));
            hash.AppendData(tensor.Bytes.Span);
        }

        return OptionsText.Shorten(hash.GetHashAndReset());
    }

    /// <summary>Throws if a different run would be resumed; the message says what differs.</summary>
    internal static void RequireSame(string path, Dictionary<string, string> there, Dictionary<string, string> here)
    {
        if (Differences(there, here, "there", "here") is { Length: > 0 } differences)
        {
            throw new InvalidOperationException(ErrorText.OneLine(
                $"{path} cannot be resumed by another run: {differences}. Use what it was made with, or start over."));
        }
    }

    /// <summary>Says in what two runs differ; empty where in nothing.</summary>
    internal static string Differences(Dictionary<string, string> one, Dictionary<string, string> other, string placeOfOne, string placeOfOther) => string.Join("; ", one.Keys.Union(other.Keys)
        .Where(name => one.GetValueOrDefault(name) != other.GetValueOrDefault(name))
        .DistinctBy(name => name.Split(Part)[0])
        .Select(name => $"{name} is {one.GetValueOrDefault(name, "absent")} {placeOfOne} and {other.GetValueOrDefault(name, "absent")} {placeOfOther}"));

    internal static void AddImages(Dictionary<string, string> texts, TrainingData data, CancellationToken cancellationToken)
    {
        ImageIdentity.Add(texts, "Training images", data.Train, cancellationToken);
        ImageIdentity.Add(texts, "Validation images", data.Validation, cancellationToken);
    }

    /// <summary>The scales of weights change during training; only the calibration of the values and the choice of weights stay fixed.</summary>
    private static string Describe(QuantizationSpec quantization)
    {
        string values = (quantization with { Weights = [] }).ToJson();
        string weights = string.Join('\n', quantization.Weights.Select(weight => weight.Name));
        return $"int8 ({OptionsText.Hash(values + weights)})";
    }
}
