namespace DsCnn.Benchmarks;

/// <summary>Trains a network step by step, each with data loading, forward, backward and update.</summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>SGD's settings on all sides.</summary>
    const double LearningRate = 0.01;

    /// <inheritdoc cref="LearningRate"/>
    const double Momentum = 0.9;

    /// <summary>What computes.</summary>
    string Version { get; }

    long Parameters { get; }

    void Step();
}
