namespace DsCnn;

/// <summary>Options of a classifier. Files of this library contain everything needed, so they work without options.</summary>
/// <example><code>
/// var options = new ClassifierOptions { TopK = 3, MaxPixels = 20_000_000, Engine = new() { IntraOpThreads = 1 } };
/// using var classifier = Classifier.Load("flowers.safetensors", options);
/// </code></example>
public sealed record ClassifierOptions
{
    /// <summary>The names of the classes, all different and in the order of the network's outputs, or null for those of the file; without any, "class 0" and so on. Default null.</summary>
    public IReadOnlyList<string>? Labels { get; init => field = value is null ? null : ClassLabels.Different(value); }

    /// <summary>
    /// How images are normalized before they enter the network, or null to use what the file says, or else pixel / 255. Networks that take bytes get pixels as they are.
    /// Default null.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The size of the images, for files that do not fix it, or null for that of the file. Default null.</summary>
    public InputSpec? Input { get; init; }

    /// <summary>
    /// The kind of the network's output, or null to determine it automatically: in files of this library from the output's name, in others from the last operator of the graph (Sigmoid, Softmax),
    /// or else from the outputs for some images. A file for which this fails is rejected. Default null.
    /// </summary>
    public ClassifierOutput? Output { get; init => field = value is { } output ? Check.Defined(output) : null; }

    /// <summary>The name of the output to use, for files with several, or null for the only one. Default null.</summary>
    public string? OutputName { get; init; }

    /// <summary>The number of most probable classes to return, or null for all. Default null.</summary>
    public int? TopK { get; init => field = value is { } top ? Check.Positive(top) : null; }

    /// <summary>The number of images that run at once; longer lists are split. Default 32. A file that was written for a fixed number runs that number.</summary>
    public int BatchSize { get; init => field = Check.Between(value, 1, 65536); } = 32;

    /// <summary>The maximum number of pixels in one image, so that no header can exhaust the memory; from 1 to 2^28. Default 100,000,000.</summary>
    public int MaxPixels { get; init => field = Check.Between(value, 1, ImageLimits.LargestMaxPixels); } = ImageLimits.DefaultMaxPixels;

    /// <summary>The decoder for image files, or null for the package DsCnn.Imaging if the application references it, or else the decoder of this package. Default null.</summary>
    public ImageDecoder? Decoder { get; init; }

    /// <summary>How the network is run; with the package DsCnn.Inference.OnnxRuntime also OnnxRuntimeOptions.</summary>
    public EngineOptions Engine { get; init => field = value ?? throw new ArgumentNullException(nameof(Engine)); } = new();

    /// <summary>Whether both have the same values.</summary>
    /// <param name="other">The other options.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(ClassifierOptions? other) =>
        other is not null && Preprocessing == other.Preprocessing && Input == other.Input && Output == other.Output && OutputName == other.OutputName
        && TopK == other.TopK && BatchSize == other.BatchSize && MaxPixels == other.MaxPixels && Decoder == other.Decoder && Engine == other.Engine
        && (Labels is null ? other.Labels is null : other.Labels is not null && Labels.SequenceEqual(other.Labels));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Preprocessing, Input, Output, OutputName, TopK, BatchSize, Engine, Labels?.Count);
}

/// <summary>The kind of output that a network has for each class.</summary>
public enum ClassifierOutput
{
    /// <summary>Probabilities that add up to 1; they are used as they are.</summary>
    Probabilities,

    /// <summary>Logits, to which the softmax is applied; or the sigmoid, if the file is from this library and its network ends in one.</summary>
    Logits,

    /// <summary>Probabilities of labels that are not mutually exclusive, or of a single one, as from a sigmoid; they are used as they are.</summary>
    IndependentProbabilities,

    /// <summary>Logits of such labels, to each of which the sigmoid is applied.</summary>
    IndependentLogits,
}
