using System.Globalization;

namespace DsCnn.Compression;

/// <summary>How many channels to remove, and which. Set at least one of <see cref="Ratio"/>, <see cref="Budget"/> and <see cref="Enough"/>.</summary>
public sealed record PruningOptions
{
    /// <summary>The share of the channels to remove, above 0 and below 1, or null. Default null.</summary>
    public double? Ratio { get; init => field = Share(value, nameof(Ratio)); }

    /// <summary>The limits for the pruned network, or null. Default null.</summary>
    public Budget? Budget { get; init; }

    /// <summary>
    /// Decides whether a network is small enough, for example from measured latency; null for no such condition. If it accepts a network, it must accept every
    /// smaller one too. It is called about 10 times. Default null.
    /// </summary>
    public Func<ModelSpec, bool>? Enough { get; init; }

    /// <summary>Which channels may be removed. Default: the hidden ones of DS blocks and SE modules, which are private to their block.</summary>
    public ChannelKinds Kinds { get; init; } = ChannelKinds.Hidden | ChannelKinds.SqueezeExcite;

    /// <summary>Which other channels a channel competes with. Default: all.</summary>
    public PruningScope Scope { get; init; } = PruningScope.Global;

    /// <summary>The remaining channel counts are multiples of this number, such as 8 or 16, except in SE modules. Groups with fewer channels are left alone. Default 1.</summary>
    public int Multiple { get; init => field = Check.Between(value, 1, Check.MaxExtent); } = 1;

    /// <summary>The share of each group that always stays, at least 0 and below 1; at least one channel does. Default 0.1.</summary>
    public double MinKept { get; init => field = Check.BelowOne(value); } = 0.1;

    /// <summary>
    /// The network that <see cref="MinKept"/> refers to. If you prune in several steps, set the network before the first step. Null for the network being pruned. Default null.
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

/// <summary>Which other channels a channel competes with.</summary>
public enum PruningScope
{
    /// <summary>All channels of the network, so that unimportant layers lose more.</summary>
    Global,

    /// <summary>Those of its own group; each group loses the same share.</summary>
    PerGroup,
}
