namespace DsCnn;

/// <summary>How a network is trained.</summary>
/// <example><code>
/// var options = new TrainerOptions
/// {
///     Epochs = 30,
///     BatchSize = 64,
///     Optimizer = new AdamWOptions { LearningRate = 2e-3 },
///     Schedule = new OneCycleSchedule(),
///     Augmentations = [new RandomCrop { Padding = 2 }, new HorizontalFlip()],
///     LabelSmoothing = 0.1,
///     EarlyStopping = new EarlyStopping { Patience = 5 },
/// };
/// TrainerOptions longer = options with { Epochs = 60 };
/// </code></example>
public sealed record TrainerOptions
{
    /// <summary>The number of epochs. Default 10.</summary>
    public int Epochs { get; init => field = Check.Positive(value); } = 10;

    /// <summary>
    /// The maximum number of images per batch: an epoch's images are divided evenly into the smallest possible number of batches, so that none is left out. Default 64.
    /// </summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 64;

    /// <summary>The optimizer, with its learning rate and weight decay. Default: AdamW at 3e-3 with 0.05.</summary>
    public OptimizerOptions Optimizer { get; init => field = value ?? throw new ArgumentNullException(nameof(Optimizer)); } =
        new AdamWOptions { LearningRate = 3e-3, WeightDecay = 0.05 };

    /// <summary>How the learning rate changes over the run. Default: cosine with warm-up.</summary>
    public LearningRateSchedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(Schedule)); } = new CosineSchedule();

    /// <summary>The loss to minimize, or null for the one that suits the network: <see cref="CrossEntropy"/>, or <see cref="BinaryCrossEntropy"/> if it ends in a sigmoid. Default null.</summary>
    public Loss? Loss { get; init; }

    /// <summary>The share of each target that is spread over all classes (Szegedy et al. 2016) or, for independent labels, over yes and no; at least 0 and below 1. Default 0.</summary>
    public double LabelSmoothing { get; init => field = Check.BelowOne(value); }

    /// <summary>Random changes of every training image, applied in order. Default: none.</summary>
    public IReadOnlyList<Augmentation> Augmentations { get; init => field = ValueList<Augmentation>.Of(value); } = ValueList<Augmentation>.Empty;

    /// <summary>Ways to blend the images of a batch, of which one is chosen at random for every batch. Default: none.</summary>
    public IReadOnlyList<BatchMix> Mixing { get; init => field = ValueList<BatchMix>.Of(value); } = ValueList<BatchMix>.Empty;

    /// <summary>
    /// The weights of images of each class, or with each label: a number of at least 0 for each of the network's classes, at least one of them above 0, or null for equal weights. A batch whose
    /// images all have weight 0 changes nothing.
    /// <see cref="DsCnn.Training.ClassWeights.Balanced"/> computes weights that compensate for classes of different size. Default null.
    /// </summary>
    public IReadOnlyList<double>? ClassWeights
    {
        get;
        init => field = value is null ? null : Check.Weights(value);
    }

    /// <summary>
    /// The maximum norm of the gradient of all weights together; longer gradients are scaled down (Pascanu et al. 2013). Positive, or null for no limit. Default null.
    /// </summary>
    public double? GradientClipNorm { get; init => field = value is { } norm ? Check.Positive(norm) : null; }

    /// <summary>The precision of the forward and backward passes; weights and optimizer always compute in float32. Default: float32.</summary>
    public TrainingPrecision Precision { get; init => field = Check.Defined(value); }

    /// <summary>The number of batches per update, which uses their mean gradient: a large batch in the memory of a small one. Default 1.</summary>
    public int AccumulationSteps { get; init => field = Check.Positive(value); } = 1;

    /// <summary>A moving average of the weights, which is validated and kept, or null for none. Default null.</summary>
    public EmaOptions? Ema { get; init; }

    /// <summary>
    /// The number of training images on which batch norm statistics are recomputed before each validation and at the end, without augmentation, or null to keep the running
    /// statistics. The latter lag behind the weights if an epoch has few steps, so statistics are recomputed only for epochs of fewer than 50. Default: 1,024 images.
    /// </summary>
    public CalibrationOptions? Recalibration { get; init; } = new();

    /// <summary>A teacher for distillation, in addition to the labels, or null for none. Default null.</summary>
    public DistillationOptions? Distillation { get; init; }

    /// <summary>When to end a run that no longer improves, or null for never; requires validation images. Default null.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Custom metrics to measure on the validation images after every epoch, with different names. Default: none.</summary>
    public IReadOnlyList<Metric> Metrics { get; init => field = Metric.Checked(value, nameof(Metrics)); } = ValueList<Metric>.Empty;

    /// <summary>How epochs are compared. Default: by accuracy.</summary>
    public BestBy BestBy { get; init => field = Check.Defined(value); }

    /// <summary>Whether the network gets the best epoch's weights at the end, if there are validation images, rather than the last ones. Default true.</summary>
    public bool RestoreBest { get; init; } = true;

    /// <summary>Where to save the run so that it can be resumed, or null to not save it. Default null.</summary>
    [NoMatterOfOutcome]
    public CheckpointOptions? Checkpoint { get; init; }

    /// <summary>
    /// The ranks that train together, each with its own process or thread, model and trainer, and the same options, images and seed; null to train alone. <see cref="BatchSize"/> is of all ranks
    /// together: they share every batch, and a run does not depend on how many there are, except for rounding and, without <see cref="SyncBatchNorm"/>, batch norms' statistics. Rank 0
    /// reports progress and writes and reads checkpoints; callbacks are called on every rank. Default null.
    /// </summary>
    [NoMatterOfOutcome]
    public ICommunicator? Communicator { get; init; }

    /// <summary>
    /// Whether batch norms normalize by the statistics of the whole batch rather than by those of each rank's part of it. That costs two exchanges for each batch norm and step, and is worth
    /// it where a rank has few images. Running statistics are averaged over the ranks in any case. Makes no difference without a <see cref="Communicator"/>. Default false.
    /// </summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>Who takes part in the run. Default: none.</summary>
    [NoMatterOfOutcome]
    public IReadOnlyList<ITrainingCallback> Callbacks { get; init => field = ValueList<ITrainingCallback>.Of(value); } = ValueList<ITrainingCallback>.Empty;

    /// <summary>The seed for the order of the images and all other random choices. The same seed on the same machine with the same number of threads gives the same result.</summary>
    public int Seed { get; init; }

    /// <summary>Images per batch in evaluation. Default 256.</summary>
    public int EvaluationBatchSize { get; init => field = Check.Positive(value); } = 256;

    /// <summary>The violated rules that involve more than one value.</summary>
    /// <param name="spec">The network to train.</param>
    /// <param name="hasValidation">Whether there are validation images.</param>
    internal IEnumerable<string> Broken(ModelSpec spec, bool hasValidation)
    {
        if (EarlyStopping is not null && !hasValidation)
            yield return "EarlyStopping needs validation images. Received: none.";
        if (BestBy == BestBy.Metric && Metrics.Count == 0)
            yield return "BestBy.Metric needs one of Metrics. Received: none.";
        if (ClassWeights is { } weights && weights.Count != spec.Output.Channels)
            yield return $"ClassWeights must have one number for each of the {spec.Output.Channels} classes of {spec.Name}. Received: {weights.Count}.";
        foreach (string broken in (Loss ?? Loss.DefaultFor(spec.Head)).Broken(spec).Concat(Distillation?.Broken(spec) ?? []))
            yield return broken;
    }
}
