namespace DsCnn.Training;

/// <summary>The loss at a learning rate.</summary>
public sealed class LearningRatePoint
{
    internal LearningRatePoint()
    {
    }

    /// <summary>The learning rate.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>The loss at that rate, smoothed over the previous steps.</summary>
    public double Loss { get; internal init; }
}
