namespace DsCnn.Training;

/// <summary>An image that a network takes for another class than its own.</summary>
public sealed class Mistake
{
    internal Mistake()
    {
    }

    /// <summary>Which image, its position in the source.</summary>
    public int Index { get; internal init; }

    /// <summary>Its label.</summary>
    public int Actual { get; internal init; }

    /// <summary>The class that the network takes it for.</summary>
    public int Predicted { get; internal init; }

    /// <summary>The probability that the network gives to that class, 0 to 1.</summary>
    public double Probability { get; internal init; }
}
