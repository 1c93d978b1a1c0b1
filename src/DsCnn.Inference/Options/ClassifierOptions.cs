namespace DsCnn;

/// <summary>How a classifier works. What a file of this library says about itself needs no options.</summary>
/// <example><code>
/// var options = new ClassifierOptions { TopK = 3, MaxPixels = 20_000_000, Engine = new() { IntraOpThreads = 1 } };
/// using var classifier = Classifier.Load("flowers.safetensors", options);
/// </code></example>
public sealed record ClassifierOptions
{
    /// <summary>The names of the classes, in the order of the network's outputs and each another, or null for the file's; without any, "class 0" and so on. Default null.</summary>
    public IReadOnlyList<string>? Labels { get; init => field = value is null ? null : ClassLabels.Different(value); }

    /// <summary>
    /// What happens to images before the network sees them, or null for what the file says; without that, pixel / 255. Networks that take bytes get pixels as they are.
    /// Default null.
    /// </summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>The size of the images, for files that leave it open, or null for the file's. Default null.</summary>
    public InputSpec? Input { get; init; }

    /// <summary>
    /// What the network gives, or null to find out: by the output's name in files of this library, in others by the operator at the graph's end (Sigmoid, Softmax),
    /// and where there is neither by what the outputs for some images are. A file that leaves it open all the same is refused. Default null.
    /// </summary>
    public ClassifierOutput? Output { get; init => field = value is { } output ? Check.Defined(output) : null; }

    /// <summary>Which output is meant, for files with several, or null for the only one. Default null.</summary>
    public string? OutputName { get; init; }

    /// <summary>How many of the most probable classes an answer has, or null for all. Default null.</summary>
    public int? TopK { get; init => field = value is { } top ? Check.Positive(top) : null; }

    /// <summary>How many images run at once; longer lists are split. Default 32. A file that was written for a fixed number runs that many.</summary>
    public int BatchSize { get; init => field = Check.Between(value, 1, 65536); } = 32;

    /// <summary>Pixels that one image may have, so that no header can fill the memory; from 1 to 2^28. Default 100,000,000.</summary>
    public int MaxPixels { get; init => field = Check.Between(value, 1, ImageLimits.LargestMaxPixels); } = ImageLimits.DefaultMaxPixels;

    /// <summary>What decodes image files, or null for the package DsCnn.Imaging where the application references it, and the decoder of this package where not. Default null.</summary>
    public ImageDecoder? Decoder { get; init; }

    /// <summary>How the network is computed; with the package DsCnn.Inference.OnnxRuntime also OnnxRuntimeOptions.</summary>
    public EngineOptions Engine { get; init => field = value ?? throw new ArgumentNullException(nameof(Engine)); } = new();

    /// <summary>Whether both say the same.</summary>
    /// <param name="other">The other ones.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(ClassifierOptions? other) =>
        other is not null && Preprocessing == other.Preprocessing && Input == other.Input && Output == other.Output && OutputName == other.OutputName
        && TopK == other.TopK && BatchSize == other.BatchSize && MaxPixels == other.MaxPixels && Decoder == other.Decoder && Engine == other.Engine
        && (Labels is null ? other.Labels is null : other.Labels is not null && Labels.SequenceEqual(other.Labels));

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Preprocessing, Input, Output, OutputName, TopK, BatchSize, Engine, Labels?.Count);
}

/// <summary>What a network gives for each class.</summary>
public enum ClassifierOutput
{
    /// <summary>Probabilities that add up to 1, which are taken as they are.</summary>
    Probabilities,

    /// <summary>Logits, of which the softmax is taken; the sigmoid of each where the file is one of this library and its network ends in one.</summary>
    Logits,

    /// <summary>Probabilities of labels that do not exclude each other, or of one, as a sigmoid gives them; they are taken as they are.</summary>
    IndependentProbabilities,

    /// <summary>Logits of such labels, of each of which the sigmoid is taken.</summary>
    IndependentLogits,
}
