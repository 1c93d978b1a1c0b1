using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Which channels of a network to keep. <see cref="ChannelSurgery.KeepChannels"/> carries it out.</summary>
internal sealed record PruningPlan
{
    /// <summary>The channels to keep in the groups that lose any.</summary>
    internal required ImmutableArray<KeptChannels> Kept { get; init; }

    /// <summary>The groups that keep all their channels, and why.</summary>
    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network without the removed channels.</summary>
    internal required ModelSpec Spec { get; init; }

    /// <summary>What was done, in the words of the report.</summary>
    internal ImmutableArray<string> Done => [.. Kept.Select(kept => string.Create(CultureInfo.InvariantCulture, $"{kept.Group.Name} {kept.Group.Width} to {kept.Count}"))];
}
