namespace DsCnn.Training;

/// <summary>What the steps of an epoch add up to.</summary>
internal sealed record EpochSums
{
    public int Step { get; init; }

    public double Loss { get; init; }

    public long Correct { get; init; }

    public long Images { get; init; }

    public double LearningRate { get; init; }

    public TimeSpan Elapsed { get; init; }
}
