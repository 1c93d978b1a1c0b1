namespace DsCnn.Cli;

/// <summary>The optimizers by name, each with the rates that do well without tuning.</summary>
internal sealed record OptimizerChoice(OptimizerOptions Defaults)
{
    /// <summary>How many times lower the learning rate of a network that is already trained is.</summary>
    private const double FineTuningDivisor = 10;

    internal static IReadOnlyDictionary<string, OptimizerChoice> All { get; } = new Dictionary<string, OptimizerChoice>
    {
        ["adamw"] = new(new AdamWOptions { LearningRate = 3e-3, WeightDecay = 0.05 }),
        ["sgd"] = new(new SgdOptions { LearningRate = 0.05, WeightDecay = 5e-4 }),
        ["rmsprop"] = new(new RmsPropOptions { LearningRate = 4e-3, WeightDecay = 1e-5 }),
    };

    internal OptimizerOptions With(double? learningRate, double? weightDecay, bool isTrained) => Defaults with
    {
        LearningRate = learningRate ?? (isTrained ? Defaults.LearningRate / FineTuningDivisor : Defaults.LearningRate),
        WeightDecay = weightDecay ?? Defaults.WeightDecay,
    };
}
