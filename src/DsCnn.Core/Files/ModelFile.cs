using System.Collections.Immutable;

namespace DsCnn;

/// <summary>A network with its weights, class names and preprocessing, and the one standard file that holds all of it.</summary>
/// <remarks>
/// A safetensors file: the tensors of <see cref="ModelSpec.Weights"/>, and <c>dscnn.spec</c>, <c>dscnn.labels</c>,
/// <c>dscnn.preprocessing</c>, <c>dscnn.thresholds</c> and <c>dscnn.quantization</c> as JSON in its metadata. No class and no code is needed to read it.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers.safetensors");
/// Console.WriteLine($"{model.Spec.Name}: {string.Join(", ", model.Labels ?? [])}");
/// (model with { Labels = ["rose", "tulip"] }).Write("renamed.safetensors");
/// </code></example>
public sealed record ModelFile : IModelSource
{
    internal const string QuantizationKey = "dscnn.quantization";

    /// <summary>Bundles a network with its weights.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="weights">Every tensor of <see cref="ModelSpec.Weights"/>, and no other.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, left over or of another shape.</exception>
    public ModelFile(ModelSpec spec, WeightSet weights)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(weights);
        RequireMatch(spec, weights.ToDictionary(w => w.Key, w => w.Value.Dimensions));
        Spec = spec;
        Weights = weights;
    }

    /// <summary>The network.</summary>
    public ModelSpec Spec { get; }

    /// <summary>Its weights.</summary>
    public WeightSet Weights { get; }

    /// <summary>The names of its classes, one per output and each another, or null where they are not known.</summary>
    public IReadOnlyList<string>? Labels { get; init => field = CheckLabels(value, Spec); }

    /// <summary>What happens to an image before the network sees it, or null where it is not known.</summary>
    public Preprocessing? Preprocessing { get; init => field = CheckPreprocessing(value, Spec); }

    /// <summary>
    /// Of a network that ends in a sigmoid, the probability from which on each label counts as present, one per output, 0 to 1; or null where none were chosen, which stands for 0.5.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; init => field = CheckThresholds(value, Spec); }

    /// <summary>How the network is kept as bytes, or null where it is not. The weights here are not rounded: writing bytes does that.</summary>
    public QuantizationSpec? Quantization { get; init => field = CheckQuantization(value, Spec); }

    /// <summary>What every file of the network says about it, as keys and JSON: the spec, and labels, preprocessing and thresholds where they are known.</summary>
    internal OrderedDictionary<string, string> Metadata =>
        new FileMetadata { Spec = Spec, Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds }.Write();

    /// <summary>Reads a model file. The weights are only read once the header has been found to match the spec.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">It is no model file, or a damaged one; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFile Read(string path)
    {
        using var reader = ModelReader.Open(path);
        return reader.ReadAll();
    }

    /// <summary>Reads a model from the bytes of its file, which are not needed afterwards. They are checked as a file is.</summary>
    /// <param name="bytes">The bytes: those of a download, or of a resource that a program carries.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">They are no model file, or a damaged one; the message says what is wrong.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes)
    {
        using var reader = ModelReader.Open(bytes);
        return reader.ReadAll();
    }

    /// <summary>Writes the model file: to a temporary name first, then renamed over the old one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; an older file of that name is untouched.</exception>
    public void Write(string path) => SafetensorsFile.Write(path, Weights, AllMetadata());

    /// <summary>Gives the bytes of the model file.</summary>
    /// <returns>What <see cref="Write"/> writes.</returns>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [.. Weights.Select(w => RawTensor.Of(w.Key, w.Value))], AllMetadata());
        return stream.ToArray();
    }

    /// <summary>How large the model file of a network is, with float32 weights and without labels and preprocessing.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Bytes.</returns>
    public static long SizeOf(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return SafetensorsFile.SizeOf(spec.Weights, new FileMetadata { Spec = spec }.Write());
    }

    ModelFile IModelSource.ToModelFile() => this;

    /// <summary>Another network for the same images with the same classes: labels, preprocessing and thresholds stay.</summary>
    internal ModelFile With(ModelSpec spec, WeightSet weights) => new(spec, weights) { Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds };

    /// <summary>The same network under another name.</summary>
    internal ModelFile Named(ModelSpec spec) => With(spec, Weights) with { Quantization = Quantization };

    private OrderedDictionary<string, string> AllMetadata()
    {
        OrderedDictionary<string, string> metadata = Metadata;
        if (Quantization is not null)
            metadata.Add(QuantizationKey, Quantization.ToJson());
        return metadata;
    }

    /// <summary>Checks that tensors are those of a network.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="given">Names and extents; what is found is taken out.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, left over or of another shape.</exception>
    internal static void RequireMatch(ModelSpec spec, Dictionary<string, IReadOnlyList<int>> given)
    {
        foreach (WeightShape weight in spec.Weights)
        {
            if (!given.Remove(weight.Name, out IReadOnlyList<int>? dimensions))
                throw new InvalidDataException($"the tensor \"{weight.Name}\" of {Text(weight.Dimensions)} is missing.");
            if (!dimensions.SequenceEqual(weight.Dimensions))
            {
                throw new InvalidDataException(
                    $"\"{weight.Name}\" must be {Text(weight.Dimensions)}, as the spec says. Received: {Text(dimensions)}.");
            }
        }

        if (given.Count > 0)
            throw new InvalidDataException($"the spec has no place for {Quantity.Of(given.Count, "tensor")}: {string.Join(", ", given.Keys.Take(5))}.");

        static string Text(IReadOnlyList<int> dimensions) => $"[{string.Join(", ", dimensions)}]";
    }

    /// <summary>Checks that labels name the outputs of a network.</summary>
    /// <param name="labels">The labels, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>A copy of them.</returns>
    /// <exception cref="InvalidSpecException">There is not one for each output, or one is no text.</exception>
    public static IReadOnlyList<string>? CheckLabels(IReadOnlyList<string>? labels, ModelSpec spec)
    {
        if (labels is null)
            return null;
        if (labels.Count != spec.Output.Channels)
        {
            throw new InvalidSpecException(
                $"Labels must name the {spec.Output.Channels} outputs of the network. Received: {labels.Count}.", nameof(Labels));
        }

        ImmutableArray<string> copy = [.. labels.Select(label => Check.Unicode(
            label ?? throw new InvalidSpecException("Labels must not be null.", nameof(Labels)), nameof(Labels)))];
        return ClassLabels.Repeated(copy) is { } twice ? throw new InvalidSpecException(ClassLabels.RepeatedText(nameof(Labels), twice), nameof(Labels)) : copy;
    }

    /// <summary>Checks that a normalization is for the images of a network.</summary>
    /// <param name="preprocessing">The normalization, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>The normalization.</returns>
    /// <exception cref="InvalidSpecException">It has not one mean for each input channel.</exception>
    public static Preprocessing? CheckPreprocessing(Preprocessing? preprocessing, ModelSpec spec)
    {
        if (preprocessing is not null && preprocessing.Mean.Length != spec.Input.Channels)
        {
            throw new InvalidSpecException(
                $"Preprocessing must have a mean for each of the {spec.Input.Channels} input channels. Received: {preprocessing.Mean.Length}.",
                nameof(Preprocessing));
        }

        return preprocessing;
    }

    /// <summary>Checks that thresholds are those of a network.</summary>
    /// <param name="thresholds">The thresholds, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>A copy of them.</returns>
    /// <exception cref="InvalidSpecException">There is not one from 0 to 1 for each output, or the network does not end in a sigmoid.</exception>
    public static IReadOnlyList<double>? CheckThresholds(IReadOnlyList<double>? thresholds, ModelSpec spec)
    {
        if (thresholds is null)
            return null;
        if (spec.Head != Head.Sigmoid)
            throw new InvalidSpecException("Thresholds are for networks that end in a sigmoid.", nameof(Thresholds));
        if (thresholds.Count != spec.Output.Channels)
        {
            throw new InvalidSpecException(
                $"Thresholds must be one for each of the {spec.Output.Channels} outputs of the network. Received: {thresholds.Count}.", nameof(Thresholds));
        }

        return [.. thresholds.Select(threshold => threshold is >= 0 and <= 1
            ? threshold
            : throw new InvalidSpecException(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Thresholds must be from 0 to 1. Received: {threshold}."), nameof(Thresholds)))];
    }

    /// <summary>Checks that a quantization is about a network.</summary>
    /// <param name="quantization">The quantization, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>The quantization.</returns>
    /// <exception cref="InvalidSpecException">It names what the network does not have.</exception>
    public static QuantizationSpec? CheckQuantization(QuantizationSpec? quantization, ModelSpec spec)
    {
        quantization?.RequireFit(spec);
        return quantization;
    }
}

/// <summary>Whatever holds a network with its weights and can give both as data: a model file, or a module.</summary>
/// <remarks>Exporters take it, so that they need to know neither files nor tensors.</remarks>
public interface IModelSource
{
    /// <summary>Gives the network, its weights, labels and preprocessing as they are now.</summary>
    /// <returns>The model as data, which later changes of the source leave alone.</returns>
    ModelFile ToModelFile();
}
