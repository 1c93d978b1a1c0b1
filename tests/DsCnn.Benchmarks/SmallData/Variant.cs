namespace DsCnn.Benchmarks;

/// <summary>What is recommended for little data, or with one part of it taken away, so as to see what that part is worth.</summary>
/// <param name="Name">As the command line takes it.</param>
/// <param name="Change">Gives the options from those recommended.</param>
/// <param name="HeldOut">The share of the images that is held out to validate on.</param>
internal sealed record Variant(string Name, Func<TrainerOptions, TrainerOptions> Change, double HeldOut = 0)
{
    internal static IReadOnlyList<Variant> All { get; } =
    [
        new("recommended", options => options),
        new("running-statistics", options => options with { Recalibration = null }),
        new("no-average", options => options with { Ema = null }),
        new("tenth-held-out-best-epoch", options => options with { RestoreBest = true }, HeldOut: 0.1),
        new("no-augmentation", options => options with { Augmentations = [], Mixing = [] }),
        new("no-trivial-augment", options => options with { Augmentations = [.. options.Augmentations.Where(a => a is not TrivialAugment)] }),
        new("no-cutmix", options => options with { Mixing = [] }),
        new("cutmix-on-every-batch", options => options with { Mixing = [new CutMix()] }),
        new("third-of-the-rate", options => options with { Optimizer = options.Optimizer with { LearningRate = options.Optimizer.LearningRate / 3 } }),
        new("batches-of-64", options => options with { BatchSize = 64 }),
        new("tenth-of-the-decay", options => options with { Optimizer = options.Optimizer with { WeightDecay = 0.005 } }),
        new("third-of-the-epochs", options => options with { Epochs = options.Epochs / 3 }),
        new("bfloat16", options => options with { Precision = TrainingPrecision.BFloat16 }),
        new("as-before", AsBefore, HeldOut: 0.1),
    ];

    /// <summary>The defaults of <c>dscnn train</c> until little data was looked at, but for the images that it left over.</summary>
    private static TrainerOptions AsBefore(TrainerOptions options) => new()
    {
        Epochs = 100,
        BatchSize = 32,
        LabelSmoothing = 0.1,
        Augmentations = [.. options.Augmentations.Where(a => a is not TrivialAugment)],
        Ema = new EmaOptions(),
        Recalibration = null,
        Seed = options.Seed,
    };
}
