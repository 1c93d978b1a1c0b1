namespace DsCnn.Compression;

/// <summary>What a <see cref="Compressor"/> is to reach, and by which means.</summary>
public sealed record CompressorOptions
{
    /// <summary>What the network should be afterwards.</summary>
    public required CompressionTarget Target { get; init => field = value ?? throw new ArgumentNullException(nameof(Target)); }

    /// <summary>
    /// How channels are taken out. A ratio, budget or demand in it adds to the target; null for the defaults, which are used where the target asks for it. Default null.
    /// </summary>
    public PruningOptions? Pruning { get; init; }

    /// <summary>What makes a channel important. Default: what the loss would change.</summary>
    public ChannelCriterion Criterion { get; init => field = Check.Defined(value); }

    /// <summary>In how many steps channels go, with fine-tuning after each; every step removes the same share. Default 3.</summary>
    public int PruningSteps { get; init => field = Check.Positive(value); } = 3;

    /// <summary>How matrices are factorized, before channels go; null for not at all. Default null.</summary>
    public LowRankOptions? LowRank { get; init; }

    /// <summary>How weights come to share values, after channels went; null for not at all. Default null.</summary>
    public SharingOptions? Sharing { get; init; }

    /// <summary>How weights and maps become bytes, after everything else, on images of <see cref="Calibration"/>; null for not at all. Default null.</summary>
    public QuantizationOptions? Quantization { get; init; }

    /// <summary>
    /// How the quantized network is trained, with its rounding (<see cref="QuantizationAwareTraining"/>), or null for not at all. Its batch norms are folded: take learning rates
    /// of some 1e-5. Default null.
    /// </summary>
    public TrainerOptions? QuantizationTuning { get; init => field = WithoutCheckpoint(value, nameof(QuantizationTuning)); }

    /// <summary>How the network is trained after each step, or null for not at all. Default: 3 epochs of AdamW from 1e-3.</summary>
    public TrainerOptions? FineTuning
    {
        get;
        init => field = WithoutCheckpoint(value, nameof(FineTuning));
    } = new() { Epochs = 3, Optimizer = new AdamWOptions { LearningRate = 1e-3, WeightDecay = 0.05 } };

    /// <summary>Whether the original network is the teacher of the fine-tuning, unless that has one. Default true.</summary>
    public bool Distill { get; init; } = true;

    /// <summary>Whether batch norms are re-measured after each step. Default true.</summary>
    public bool RecalibrateBatchNorm { get; init; } = true;

    /// <summary>How many training images channels, ranks and batch norms are measured on.</summary>
    public CalibrationOptions Calibration { get; init => field = value ?? throw new ArgumentNullException(nameof(Calibration)); } = new();

    /// <summary>
    /// Measures how many images a network runs in a second, one at a time, or gives null where it cannot; null to measure nothing. Default: <see cref="ModelSpeed.ImagesPerSecond"/>
    /// for networks in float32, nothing for those in bytes, which libtorch only simulates.
    /// </summary>
    public Func<DsCnnModel, double?>? Speed { get; init; } = model => model.Quantization is null ? model.ImagesPerSecond() : null;

    /// <summary>
    /// A folder to keep the network and the report of each step in, and checkpoints of its training, or null. A compression of the same network with the same options and images goes on
    /// there where it was interrupted; while it runs, another one in that folder is refused. Default null.
    /// </summary>
    [NoMatterOfOutcome]
    public string? StateFolder { get; init; }

    /// <summary>Whether to go on with a compression that the state folder holds, rather than to replace it. Default true.</summary>
    [NoMatterOfOutcome]
    public bool Resume { get; init; } = true;

    /// <summary>
    /// What keeps other compressions away from the state folder, where the caller has taken it already, on its <c>state.json</c>; null for a lock of the compression's own. Default null.
    /// </summary>
    internal RunLock? StateLock { get; init; }

    /// <summary>The rules that look at more than one value and are broken, those of the options in it too: better told before hours of work.</summary>
    /// <param name="spec">The network that is to be compressed.</param>
    /// <param name="hasValidation">Whether there are validation images.</param>
    internal IEnumerable<string> Broken(ModelSpec spec, bool hasValidation)
    {
        if (Target.DemandsAccuracy && !hasValidation)
            yield return "A demand of accuracy needs validation images. Received: none.";
        if (Target.MaxMilliseconds is not null && Speed is null)
            yield return "MaxMilliseconds needs a Speed that measures. Received: null.";
        (string Name, IEnumerable<string> Broken)[] parts =
        [
            (nameof(LowRank), LowRank?.Broken() ?? []),
            (nameof(FineTuning), FineTuning?.Broken(spec, hasValidation) ?? []),
            (nameof(QuantizationTuning), QuantizationTuning?.Broken(spec, hasValidation) ?? []),
        ];
        foreach ((string name, IEnumerable<string> broken) in parts)
        {
            foreach (string text in broken)
                yield return $"{name}: {text}";
        }
    }

    private static TrainerOptions? WithoutCheckpoint(TrainerOptions? options, string name) =>
        options is { Checkpoint: not null }
            ? throw new ArgumentException($"{name} must have no Checkpoint: use StateFolder to resume a compression.", name)
            : options;
}
