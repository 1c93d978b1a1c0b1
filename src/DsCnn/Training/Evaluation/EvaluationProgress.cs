namespace DsCnn.Training;

/// <summary>Where an evaluation stands, reported after every step.</summary>
public sealed class EvaluationProgress
{
    internal EvaluationProgress()
    {
    }

    /// <summary>Images measured so far.</summary>
    public int Images { get; internal init; }

    /// <summary>How many there are.</summary>
    public int Total { get; internal init; }
}
