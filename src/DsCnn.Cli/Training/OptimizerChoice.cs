namespace DsCnn.Cli;

/// <summary>The optimizers by name, each with the rates that do well without tuning.</summary>
internal static class OptimizerChoice
{
    /// <summary>How many times lower the learning rate of a network that is already trained is.</summary>
    private const double FineTuningDivisor = 10;

    /// <summary>What is recommended is an AdamW.</summary>
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
