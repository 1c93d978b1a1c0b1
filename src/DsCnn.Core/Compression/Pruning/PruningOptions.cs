using System.Globalization;

namespace DsCnn.Compression;

/// <summary>How many channels a network loses, and which may go. At least one of <see cref="Ratio"/>, <see cref="Budget"/> and <see cref="Enough"/> says how many.</summary>
public sealed record PruningOptions
{
    /// <summary>The share of the channels that goes, above 0 and below 1, or null. Default null.</summary>
    public double? Ratio { get; init => field = Share(value, nameof(Ratio)); }

    /// <summary>What the network may cost afterwards, or null. Default null.</summary>
    public Budget? Budget { get; init; }

    /// <summary>
    /// Says whether a network is small enough, such as one whose latency was measured; null for no such demand. Whenever it accepts a network, it must accept every
    /// smaller one. It is asked about 10 times. Default null.
    /// </summary>
    public Func<ModelSpec, bool>? Enough { get; init; }

    /// <summary>Which channels may go. Default: the hidden ones of DS blocks and the SE modules', which are private to their block.</summary>
    public ChannelKinds Kinds { get; init; } = ChannelKinds.Hidden | ChannelKinds.SqueezeExcite;

    /// <summary>Against which others a channel competes. Default: all.</summary>
    public PruningScope Scope { get; init; } = PruningScope.Global;

    /// <summary>What the numbers of channels that remain are multiples of, such as 8 or 16; SE modules are exempt. A group of fewer is left alone. Default 1.</summary>
    public int Multiple { get; init => field = Check.Between(value, 1, Check.MaxExtent); } = 1;

    /// <summary>The share of each group that stays in any case, at least 0 and below 1; at least one channel always does. Default 0.1.</summary>
    public double MinKept { get; init => field = Check.BelowOne(value); } = 0.1;

    /// <summary>
    /// The network that <see cref="MinKept"/> refers to: where channels go in several steps, the one before the first. Null for the one that is pruned. Default null.
    /// </summary>
    public ModelSpec? Original { get; init; }

    internal IEnumerable<string> Broken()
    {
        if (this is { Ratio: null, Budget: null, Enough: null } || Budget is { LimitsAnything: false })
            yield return "Expected a Ratio, a Budget with at least one limit, or Enough, to say how many channels go. Received: none.";
    }

    private static double? Share(double? value, string name) =>
        value is null or (> 0 and < 1)
            ? value
            : throw new ArgumentOutOfRangeException(
                name, string.Create(CultureInfo.InvariantCulture, $"{name} must be above 0 and below 1: some channels go and some stay. Received: {value}."));
}

/// <summary>Against which other channels a channel competes.</summary>
public enum PruningScope
{
    /// <summary>All channels of the network, so that unimportant layers lose more.</summary>
    Global,

    /// <summary>Those of its own group; every group loses the same share.</summary>
    PerGroup,
}
