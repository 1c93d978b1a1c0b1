namespace DsCnn.Training;

/// <summary>The progress of an evaluation, reported after every step.</summary>
public sealed class EvaluationProgress
{
    internal EvaluationProgress()
    {
    }

    /// <summary>The number of images evaluated so far.</summary>
    public int Images { get; internal init; }

    /// <summary>The total number of images.</summary>
    public int Total { get; internal init; }
}
