namespace DsCnn.Training;

/// <summary>The loss at a learning rate.</summary>
public sealed record LearningRatePoint
{
    /// <summary>The learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The loss there, smoothed over the steps before.</summary>
    public required double Loss { get; init; }
}
