using System.Collections.Immutable;

namespace DsCnn;

/// <summary>Which channels of a network stay. <see cref="ChannelSurgery.KeepChannels"/> carries it out.</summary>
public sealed record PruningPlan
{
    /// <summary>What the groups that lose channels keep.</summary>
    public required ImmutableArray<KeptChannels> Kept { get; init; }

    /// <summary>What keeps all its channels, and why.</summary>
    public required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network without the others.</summary>
    public required ModelSpec Spec { get; init; }

    /// <summary>Whether both are the same plan.</summary>
    /// <param name="other">The other plan.</param>
    /// <returns>True where they are equal.</returns>
    public bool Equals(PruningPlan? other) =>
        other is not null && Spec == other.Spec && Kept.SequenceEqual(other.Kept) && Skipped.SequenceEqual(other.Skipped);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Kept.Length, Skipped.Length);
}
