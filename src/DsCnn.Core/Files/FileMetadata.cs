namespace DsCnn.Files;

/// <summary>The contents of files besides the weights, as keys and JSON: the spec, and labels, preprocessing and thresholds if known.</summary>
/// <remarks>Model files and ONNX files contain the same texts.</remarks>
internal sealed record FileMetadata
{
    /// <summary>The prefix of this library's keys.</summary>
    internal const string KeyPrefix = "dscnn.";

    internal const string SpecKey = "dscnn.spec";
    private const string LabelsKey = "dscnn.labels";
    private const string PreprocessingKey = "dscnn.preprocessing";
    private const string ThresholdsKey = "dscnn.thresholds";

    internal required ModelSpec Spec { get; init; }

    internal IReadOnlyList<string>? Labels { get; init; }

    internal Preprocessing? Preprocessing { get; init; }

    internal IReadOnlyList<double>? Thresholds { get; init; }

    /// <summary>Reads the texts; returns null if there is no spec among them.</summary>
    /// <exception cref="SpecFormatException">A text does not have the format that its key requires.</exception>
    /// <exception cref="InvalidSpecException">Labels, preprocessing or thresholds do not fit the network.</exception>
    internal static FileMetadata? Read(IReadOnlyDictionary<string, string> texts)
    {
        if (!texts.TryGetValue(SpecKey, out string? json))
            return null;

        ModelSpec spec = ModelSpec.FromJson(json);
        return new FileMetadata
        {
            Spec = spec,
            Labels = ModelFile.CheckLabels(texts.TryGetValue(LabelsKey, out string? labels) ? MetadataJson.ReadLabels(labels) : null, spec),
            Preprocessing = ModelFile.CheckPreprocessing(
                texts.TryGetValue(PreprocessingKey, out string? preprocessing) ? MetadataJson.ReadPreprocessing(preprocessing) : null, spec),
            Thresholds = ModelFile.CheckThresholds(texts.TryGetValue(ThresholdsKey, out string? thresholds) ? MetadataJson.ReadThresholds(thresholds) : null, spec),
        };
    }

    internal OrderedDictionary<string, string> Write()
    {
        var texts = new OrderedDictionary<string, string> { [SpecKey] = Spec.ToJson() };
        if (Labels is not null)
            texts.Add(LabelsKey, MetadataJson.WriteLabels(Labels));
        if (Preprocessing is not null)
            texts.Add(PreprocessingKey, MetadataJson.Write(Preprocessing));
        if (Thresholds is not null)
            texts.Add(ThresholdsKey, MetadataJson.WriteThresholds(Thresholds));
        return texts;
    }
}
