namespace DsCnn;

/// <summary>What a network thinks of one class.</summary>
public sealed record Prediction
{
    /// <summary>The name of the class.</summary>
    public required string Label { get; init; }

    /// <summary>Which output of the network it is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>How probable the class is, from 0 to 1; those of all classes add up to 1.</summary>
    public required float Probability { get; init; }
}
