namespace DsCnn;

/// <summary>What a compression left alone, and why.</summary>
public sealed record SkippedStep
{
    /// <summary>What it would have changed.</summary>
    public required string Place { get; init; }

    /// <summary>Why it did not.</summary>
    public required string Reason { get; init; }
}
