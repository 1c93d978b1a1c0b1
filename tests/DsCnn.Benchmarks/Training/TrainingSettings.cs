namespace DsCnn.Benchmarks;

/// <summary>SGD's settings on all sides.</summary>
internal static class TrainingSettings
{
    internal const double LearningRate = 0.01;

    internal const double Momentum = 0.9;
}
