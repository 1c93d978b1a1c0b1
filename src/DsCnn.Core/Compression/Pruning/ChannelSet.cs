using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>Channels that are the same in several tensors: removing one removes an entry from each tensor.</summary>
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

    /// <summary>The number of channels.</summary>
    public int Width { get; }

    /// <summary>The weights of the convolutions and fully connected layers that produce the channels, one filter (axis 0) each.</summary>
    public ImmutableArray<string> Filters { get; }

    /// <summary>The scales of their batch norms, one number per channel; empty if there are none.</summary>
    public ImmutableArray<string> Norms { get; }

    /// <summary>
    /// The parameters that scale and shift the channels before their activation, by channel on axis 0. The sum over these parameters of value times gradient is the derivative of
    /// the loss with respect to a factor on the channel.
    /// </summary>
    public ImmutableArray<string> Gates { get; }

    /// <summary>The channels after scaling by an SE module, such as <c>layers.2.se.expand_conv.scale</c>; empty if there are none.</summary>
    public ImmutableArray<string> Scaled { get; }

    internal ImmutableArray<ChannelAxis> Axes { get; }
}
