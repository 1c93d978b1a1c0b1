namespace DsCnn;

/// <summary>How a network is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>How often every image is seen. Default 10.</summary>
    public int Epochs { get; init => field = Check.Positive(value); } = 10;

    /// <summary>Images per step. Default 64.</summary>
    public int BatchSize { get; init => field = Check.Positive(value); } = 64;

    /// <summary>Which optimizer, with its learning rate and weight decay. Default: AdamW at 3e-3 with 0.05.</summary>
    public OptimizerOptions Optimizer { get; init => field = value ?? throw new ArgumentNullException(nameof(Optimizer)); } = new AdamWOptions { LearningRate = 3e-3, WeightDecay = 0.05 };

    /// <summary>How the learning rate changes over the run. Default: cosine with a warm-up.</summary>
    public LearningRateSchedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(Schedule)); } = new CosineSchedule();

    /// <summary>The share of each target spread over all classes (Szegedy et al. 2016), at least 0 and below 1. Default 0.</summary>
    public double LabelSmoothing { get; init => field = Check.BelowOne(value); }

    /// <summary>Random changes of every training image, applied in order. Default: none.</summary>
    public IReadOnlyList<Augmentation> Augmentations { get; init => field = ValueList<Augmentation>.Of(value); } = ValueList<Augmentation>.Empty;

    /// <summary>Ways to blend the images of a batch, of which one is drawn for every batch. Default: none.</summary>
    public IReadOnlyList<BatchMix> Mixing { get; init => field = ValueList<BatchMix>.Of(value); } = ValueList<BatchMix>.Empty;

    /// <summary>Decides the order of the images and every other random choice. The same seed on the same machine with the same number of threads gives the same result.</summary>
    public int Seed { get; init; }

    /// <summary>Images per step when measuring. Default 256.</summary>
    public int EvaluationBatchSize { get; init => field = Check.Positive(value); } = 256;
}
