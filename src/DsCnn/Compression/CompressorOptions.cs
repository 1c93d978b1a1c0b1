namespace DsCnn.Compression;

/// <summary>The target of a <see cref="Compressor"/>, and the methods it uses.</summary>
public sealed record CompressorOptions
{
    /// <summary>The requirements for the compressed network.</summary>
    public required CompressionTarget Target { get; init => field = value ?? throw new ArgumentNullException(nameof(Target)); }

    /// <summary>
    /// How channels are pruned. A ratio, budget or condition in it adds to the target; null for the defaults, which are used if the target requires pruning. Default null.
    /// </summary>
    public PruningOptions? Pruning { get; init; }

    /// <summary>How the importance of channels is measured. Default: by the change of the loss.</summary>
    public ChannelCriterion Criterion { get; init => field = Check.Defined(value); }

    /// <summary>The number of pruning steps, with fine-tuning after each; every step removes the same share. Default 3.</summary>
    public int PruningSteps { get; init => field = Check.Positive(value); } = 3;

    /// <summary>How matrices are factorized, before pruning; null for not at all. Default null.</summary>
    public LowRankOptions? LowRank { get; init; }

    /// <summary>How weights are made to share values, after pruning; null for not at all. Default null.</summary>
    public SharingOptions? Sharing { get; init; }

    /// <summary>How weights and maps are quantized to bytes, after everything else, on images of <see cref="Calibration"/>; null for not at all. Default null.</summary>
    public QuantizationOptions? Quantization { get; init; }

    /// <summary>
    /// How the quantized network is trained with its rounding (<see cref="QuantizationAwareTraining"/>), or null for not at all. Because its batch norms are folded, use learning rates
    /// of about 1e-5. Default null.
    /// </summary>
    public TrainerOptions? QuantizationTuning { get; init => field = WithoutCheckpoint(value, nameof(QuantizationTuning)); }

    /// <summary>How the network is trained after each step, or null for not at all. Default: 3 epochs of AdamW from 1e-3.</summary>
    public TrainerOptions? FineTuning
    {
        get;
        init => field = WithoutCheckpoint(value, nameof(FineTuning));
    } = new() { Epochs = 3, Optimizer = new AdamWOptions { LearningRate = 1e-3, WeightDecay = 0.05 } };

    /// <summary>Whether the original network is the teacher in fine-tuning, unless another teacher is set. Default true.</summary>
    public bool Distill { get; init; } = true;

    /// <summary>Whether batch norm statistics are recomputed after each step. Default true.</summary>
    public bool RecalibrateBatchNorm { get; init; } = true;

    /// <summary>How many training images are used to measure channels, ranks and batch norms.</summary>
    public CalibrationOptions Calibration { get; init => field = value ?? throw new ArgumentNullException(nameof(Calibration)); } = new();

    /// <summary>
    /// Measures how many images per second a network processes, one at a time, or returns null if it cannot; null to measure nothing. Default: <see cref="ModelSpeed.ImagesPerSecond"/>
    /// for float32 networks, nothing for quantized ones, which libtorch only simulates.
    /// </summary>
    public Func<DsCnnModel, double?>? Speed { get; init; } = model => model.Quantization is null ? model.ImagesPerSecond() : null;

    /// <summary>
    /// A folder for the network and the report of each step and for checkpoints of its training, or null. A compression of the same network with the same options and images resumes
    /// where it was interrupted; while it is running, a second one in that folder is rejected. Default null.
    /// </summary>
    [NoMatterOfOutcome]
    public string? StateFolder { get; init; }

    /// <summary>Whether to resume a compression in the state folder rather than replace it. Default true.</summary>
    [NoMatterOfOutcome]
    public bool Resume { get; init; } = true;

    /// <summary>
    /// A lock that the caller already holds on the <c>state.json</c> of the state folder; null to let the compression take its own lock. Default null.
    /// </summary>
    internal RunLock? StateLock { get; init; }

    /// <summary>The violated rules that involve more than one value, including those of nested options: better reported before hours of work.</summary>
    /// <param name="spec">The network to compress.</param>
    /// <param name="hasValidation">Whether there are validation images.</param>
    internal IEnumerable<string> Broken(ModelSpec spec, bool hasValidation)
    {
        if (Target.DemandsAccuracy && !hasValidation)
            yield return "An accuracy limit needs validation images. Received: none.";
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
