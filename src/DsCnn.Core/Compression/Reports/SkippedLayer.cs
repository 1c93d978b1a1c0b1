namespace DsCnn;

/// <summary>What a compression left as it was, and why.</summary>
public sealed record SkippedLayer
{
    /// <summary>What was skipped, such as <c>layers.2 hidden</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }
}
