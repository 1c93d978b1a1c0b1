using System.Collections.Immutable;

namespace DsCnn;

/// <summary>A network with its weights, class names and preprocessing, and the standard file that contains all of it.</summary>
/// <remarks>
/// A safetensors file: the tensors of <see cref="ModelSpec.Weights"/>, with <c>dscnn.spec</c>, <c>dscnn.labels</c>,
/// <c>dscnn.preprocessing</c>, <c>dscnn.thresholds</c> and <c>dscnn.quantization</c> as JSON in its metadata. Reading it requires no class and no code.
/// </remarks>
/// <example><code>
/// ModelFile model = ModelFile.Read("flowers.safetensors");
/// Console.WriteLine($"{model.Spec.Name}: {string.Join(", ", model.Labels ?? [])}");
/// (model with { Labels = ["rose", "tulip"] }).Write("renamed.safetensors");
/// </code></example>
public sealed record ModelFile : IModelSource
{
    internal const string QuantizationKey = "dscnn.quantization";

    /// <summary>Combines a network with its weights.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="weights">All tensors of <see cref="ModelSpec.Weights"/>, and no others.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape.</exception>
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

    /// <summary>The names of its classes, one per output and all different, or null if not known.</summary>
    public IReadOnlyList<string>? Labels { get; init => field = CheckLabels(value, Spec); }

    /// <summary>How images are normalized before they enter the network, or null if not known.</summary>
    public Preprocessing? Preprocessing { get; init => field = CheckPreprocessing(value, Spec); }

    /// <summary>
    /// For a network that ends in a sigmoid, the probability at which each label counts as present, one per output, 0 to 1; null if none were chosen, which means 0.5.
    /// </summary>
    public IReadOnlyList<double>? Thresholds { get; init => field = CheckThresholds(value, Spec); }

    /// <summary>How the network is stored as bytes, or null if it is not quantized. The weights here are not rounded; they are rounded when bytes are written.</summary>
    public QuantizationSpec? Quantization { get; init => field = CheckQuantization(value, Spec); }

    /// <summary>The description that every file of the network contains, as keys and JSON: the spec, and labels, preprocessing and thresholds if known.</summary>
    internal OrderedDictionary<string, string> Metadata =>
        new FileMetadata { Spec = Spec, Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds }.Write();

    /// <summary>Reads a model file. The weights are read only after the header has been checked against the spec.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">It is not a model file, or is damaged; the message says what is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelFile Read(string path)
    {
        using var reader = ModelReader.Open(path);
        return reader.ReadAll();
    }

    /// <summary>Reads a model from the bytes of its file, which are not needed afterward. They are checked in the same way as a file.</summary>
    /// <param name="bytes">The bytes, for example from a download or an embedded resource.</param>
    /// <returns>The model.</returns>
    /// <exception cref="InvalidDataException">They are not a model file, or are damaged; the message says what is wrong.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes)
    {
        using var reader = ModelReader.Open(bytes);
        return reader.ReadAll();
    }

    /// <summary>Writes the model file under a temporary name first, then renames it over the old one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public void Write(string path) => SafetensorsFile.Write(path, Weights, AllMetadata());

    /// <summary>Returns the bytes of the model file.</summary>
    /// <returns>The bytes that <see cref="Write"/> writes.</returns>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        SafetensorsFile.Write(stream, [.. Weights.Select(w => RawTensor.Of(w.Key, w.Value))], AllMetadata());
        return stream.ToArray();
    }

    /// <summary>Computes the size of a network's model file with float32 weights, without labels and preprocessing.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Bytes.</returns>
    public static long SizeOf(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return SafetensorsFile.SizeOf(spec.Weights, new FileMetadata { Spec = spec }.Write());
    }

    ModelFile IModelSource.ToModelFile() => this;

    /// <summary>A different network for the same images with the same classes: labels, preprocessing and thresholds stay.</summary>
    internal ModelFile With(ModelSpec spec, WeightSet weights) => new(spec, weights) { Labels = Labels, Preprocessing = Preprocessing, Thresholds = Thresholds };

    /// <summary>The same network under a different name.</summary>
    internal ModelFile Named(ModelSpec spec) => With(spec, Weights) with { Quantization = Quantization };

    private OrderedDictionary<string, string> AllMetadata()
    {
        OrderedDictionary<string, string> metadata = Metadata;
        if (Quantization is not null)
            metadata.Add(QuantizationKey, Quantization.ToJson());
        return metadata;
    }

    /// <summary>Checks that tensors match a network.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="given">Names and extents; matching entries are removed.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unexpected or of the wrong shape.</exception>
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

    /// <summary>Checks that labels match the outputs of a network.</summary>
    /// <param name="labels">The labels, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>A copy of the labels.</returns>
    /// <exception cref="InvalidSpecException">The number of labels differs from the number of outputs, or a label is null or empty.</exception>
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

    /// <summary>Checks that a normalization matches the images of a network.</summary>
    /// <param name="preprocessing">The normalization, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>The normalization.</returns>
    /// <exception cref="InvalidSpecException">The number of means differs from the number of input channels.</exception>
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

    /// <summary>Checks that thresholds match a network.</summary>
    /// <param name="thresholds">The thresholds, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>A copy of the thresholds.</returns>
    /// <exception cref="InvalidSpecException">There is not exactly one from 0 to 1 for each output, or the network does not end in a sigmoid.</exception>
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

    /// <summary>Checks that a quantization matches a network.</summary>
    /// <param name="quantization">The quantization, or null for none.</param>
    /// <param name="spec">The network.</param>
    /// <returns>The quantization.</returns>
    /// <exception cref="InvalidSpecException">It names something that the network does not have.</exception>
    public static QuantizationSpec? CheckQuantization(QuantizationSpec? quantization, ModelSpec spec)
    {
        quantization?.RequireFit(spec);
        return quantization;
    }
}

/// <summary>A network with weights that can be returned as data, such as a model file or a module.</summary>
/// <remarks>Exporters accept this interface, so they need to know neither files nor tensors.</remarks>
public interface IModelSource
{
    /// <summary>Returns the network with its current weights, labels and preprocessing.</summary>
    /// <returns>The model as data, which is independent of later changes to the source.</returns>
    ModelFile ToModelFile();
}
