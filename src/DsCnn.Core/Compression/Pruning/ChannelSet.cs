using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>Channels that are one and the same through several tensors: removing one takes an entry out of each.</summary>
internal sealed class ChannelSet
{
    internal ChannelSet(ChannelNode node)
    {
        Width = node.Width;
        Filters = [.. node.Filters];
        Norms = [.. node.Norms];
        Gates = [.. node.Gates];
        Scaled = [.. node.Scaled];
        Axes = [.. node.Axes];
    }

    /// <summary>How many channels there are.</summary>
    public int Width { get; }

    /// <summary>The weights of the convolutions and fully connected layers that make the channels, one filter (axis 0) each.</summary>
    public ImmutableArray<string> Filters { get; }

    /// <summary>The scales of their batch norms, one number each; empty where there are none.</summary>
    public ImmutableArray<string> Norms { get; }

    /// <summary>
    /// The parameters that scale and shift the channels before their activation, by channel on axis 0. The sum of each one times its gradient is the derivative of
    /// the loss by a factor on the channel.
    /// </summary>
    public ImmutableArray<string> Gates { get; }

    /// <summary>The values in which an SE module has scaled the channels, such as <c>layers.2.se.expand_conv.scale</c>; empty where there are none.</summary>
    public ImmutableArray<string> Scaled { get; }

    internal ImmutableArray<ChannelAxis> Axes { get; }
}
