using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Which layers to factorize, and how far.</summary>
internal sealed record RankPlan
{
    /// <summary>The layers that are split in two.</summary>
    internal required ImmutableArray<RankChoice> Ranks { get; init; }

    /// <summary>The layers that stay whole, and why.</summary>
    internal required ImmutableArray<SkippedLayer> Skipped { get; init; }

    /// <summary>The network with ranks.</summary>
    internal required ModelSpec Spec { get; init; }

    /// <summary>What was done, in the words of the report.</summary>
    internal ImmutableArray<string> Done =>
    [
        .. Ranks.Select(choice => string.Create(
            CultureInfo.InvariantCulture, $"{choice.Layer.Name} {choice.Layer.Outputs} x {choice.Layer.Inputs} to rank {choice.Rank} with {100 * choice.Kept:0.0#} % of its energy")),
    ];
}
