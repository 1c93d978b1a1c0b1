namespace DsCnn.Training;

/// <summary>An image that a network takes for another class than its own.</summary>
public sealed record Mistake
{
    /// <summary>Which image, its position in the source.</summary>
    public required int Index { get; init; }

    /// <summary>Its label.</summary>
    public required int Actual { get; init; }

    /// <summary>The class that the network takes it for.</summary>
    public required int Predicted { get; init; }

    /// <summary>The probability that the network gives to that class, 0 to 1.</summary>
    public required double Probability { get; init; }
}
