using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Which layers are factorised, and how far.</summary>
public sealed record RankPlan
{
    /// <summary>The layers that become two.</summary>
    public required ImmutableArray<RankChoice> Ranks { get; init; }

    /// <summary>The layers that stay whole, and why.</summary>
    public required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network with ranks.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Whether both are the same plan.</summary>
    /// <param name="other">The other plan.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(RankPlan? other) =>
        other is not null && Spec == other.Spec && Ranks.SequenceEqual(other.Ranks) && Skipped.SequenceEqual(other.Skipped);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Ranks.Length, Skipped.Length);
}
