namespace DsCnn.Cli;

/// <summary>The optimizers by name, each with learning rates that work well without tuning.</summary>
internal static class OptimizerChoice
{
    /// <summary>The divisor of the learning rate for a network that is already trained.</summary>
    private const double FineTuningDivisor = 10;

    /// <summary>The recommended optimizer is AdamW.</summary>
    internal static IReadOnlyDictionary<string, Func<OptimizerOptions, OptimizerOptions>> All { get; } = new Dictionary<string, Func<OptimizerOptions, OptimizerOptions>>
    {
        ["adamw"] = recommended => recommended,
        ["sgd"] = _ => new SgdOptions { LearningRate = 0.05, WeightDecay = 5e-4 },
        ["rmsprop"] = _ => new RmsPropOptions { LearningRate = 4e-3, WeightDecay = 1e-5 },
    };

    internal static OptimizerOptions With(this OptimizerOptions optimizer, double? learningRate, double? weightDecay, bool isTrained) => optimizer with
    {
        LearningRate = learningRate ?? (isTrained ? optimizer.LearningRate / FineTuningDivisor : optimizer.LearningRate),
        WeightDecay = weightDecay ?? optimizer.WeightDecay,
    };
}
