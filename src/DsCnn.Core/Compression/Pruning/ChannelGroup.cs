using System.Collections.Immutable;
using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Channels of a network that are removed together: one number in the spec, or several that must stay equal.</summary>
/// <remarks>
/// The hidden channels of a DS block are two sets, those before and those after the 1x1 of its DW conv. Either side may lose any of its channels, but both must lose the same number.
/// Without the 1x1 they are one set. Output channels joined by a residual are one set across all its blocks.
/// </remarks>
internal sealed class ChannelGroup
{
    internal ChannelGroup(IReadOnlyList<ChannelNode> nodes)
    {
        Width = nodes[0].Width;
        Sets = [.. nodes.Select(node => new ChannelSet(node))];
        Members = [.. nodes.SelectMany(node => node.Members).Distinct().Order()];
        ChannelKinds kinds = nodes.Aggregate(ChannelKinds.None, (all, node) => all | node.Kind);
        Kind = kinds.HasFlag(ChannelKinds.Outputs) ? ChannelKinds.Outputs : kinds;
        Obstacle = nodes.Select(node => node.Obstacle).FirstOrDefault(obstacle => obstacle is not null);
    }

    /// <summary>The kind of the channels.</summary>
    public ChannelKinds Kind { get; }

    /// <summary>The number of channels in each set.</summary>
    public int Width { get; }

    /// <summary>The sets, each of <see cref="Width"/> channels.</summary>
    public ImmutableArray<ChannelSet> Sets { get; }

    /// <summary>Why no channels can be removed, or null if they can.</summary>
    public string? Obstacle { get; }

    /// <summary>The layers that have these channels, by position in the spec.</summary>
    public IEnumerable<int> Layers => Members.Select(member => member.Layer).Distinct();

    /// <summary>The name of the group, such as <c>layers.2 hidden</c> or <c>layers.1, 2 outputs</c>.</summary>
    public string Name => $"layers.{string.Join(", ", Layers.Select(layer => layer.ToString(CultureInfo.InvariantCulture)))} {KindName}";

    internal ImmutableArray<(int Layer, WidthMember Member)> Members { get; }

    private string KindName => Kind switch
    {
        ChannelKinds.Hidden => "hidden",
        ChannelKinds.SqueezeExcite => "SE",
        ChannelKinds.Outputs => "outputs",
        _ => "units",
    };

    /// <summary>The name.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Name;
}
