namespace DsCnn.Training;

/// <summary>Where an evaluation stands, reported after every step.</summary>
public sealed record EvaluationProgress
{
    /// <summary>Images measured so far.</summary>
    public required int Images { get; init; }

    /// <summary>How many there are.</summary>
    public required int Total { get; init; }
}
