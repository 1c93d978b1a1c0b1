namespace DsCnn.Training;

/// <summary>An image that a network misclassifies.</summary>
public sealed class Mistake
{
    internal Mistake()
    {
    }

    /// <summary>The index of the image in the source.</summary>
    public int Index { get; internal init; }

    /// <summary>Its label.</summary>
    public int Actual { get; internal init; }

    /// <summary>The predicted class.</summary>
    public int Predicted { get; internal init; }

    /// <summary>The predicted probability of that class, 0 to 1.</summary>
    public double Probability { get; internal init; }
}
