namespace DsCnn.Training;

/// <summary>Sums over the steps of an epoch.</summary>
internal sealed record EpochSums
{
    public int Step { get; init; }

    public double Loss { get; init; }

    public long Correct { get; init; }

    public long Images { get; init; }

    public double LearningRate { get; init; }

    public TimeSpan Elapsed { get; init; }
}
