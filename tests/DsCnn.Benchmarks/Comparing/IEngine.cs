namespace DsCnn.Benchmarks;

/// <summary>Does one kind of step with one network again and again.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>What computes.</summary>
    string Version { get; }

    /// <summary>Trainable numbers, or null where the engine cannot count them.</summary>
    long? Parameters { get; }

    /// <summary>Trains on a batch, or runs the network on one.</summary>
    void Step();
}
