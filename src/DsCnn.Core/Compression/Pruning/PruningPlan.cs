using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Which channels of a network stay. <see cref="ChannelSurgery.KeepChannels"/> carries it out.</summary>
internal sealed record PruningPlan
{
    /// <summary>What the groups that lose channels keep.</summary>
    internal required ImmutableArray<KeptChannels> Kept { get; init; }

    /// <summary>What keeps all its channels, and why.</summary>
    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network without the others.</summary>
    internal required ModelSpec Spec { get; init; }

    /// <summary>What is done, in the words of the report.</summary>
    internal ImmutableArray<string> Done => [.. Kept.Select(kept => string.Create(CultureInfo.InvariantCulture, $"{kept.Group.Name} {kept.Group.Width} to {kept.Count}"))];
}
