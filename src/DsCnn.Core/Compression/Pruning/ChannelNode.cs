namespace DsCnn.Compression;

/// <summary>What is known about a channel set while walking the operations. Sets turn out to be the same where channels are added or scaled.</summary>
internal sealed class ChannelNode(int width)
{
    private ChannelNode? _mergedInto;

    internal int Width => width;

    internal ChannelKinds Kind { get; set; }

    /// <summary>Why the channels cannot be removed, or null.</summary>
    internal string? Obstacle { get; set; }

    internal List<ChannelAxis> Axes { get; } = [];

    internal List<string> Filters { get; } = [];

    internal List<string> Norms { get; } = [];

    internal List<string> Gates { get; } = [];

    internal List<string> Scaled { get; } = [];

    internal List<(int Layer, WidthMember Member)> Members { get; } = [];

    /// <summary>Sets that must keep the same number of channels, because one number in the spec describes both.</summary>
    internal List<ChannelNode> SameWidth { get; } = [];

    internal ChannelNode Root => _mergedInto is null ? this : _mergedInto.Root;

    /// <summary>Records that two sets are the same channels; the older one is kept.</summary>
    internal static void Merge(ChannelNode older, ChannelNode younger)
    {
        ChannelNode target = older.Root, source = younger.Root;
        if (target == source)
            return;
        source._mergedInto = target;
        target.Kind |= source.Kind;
        target.Obstacle ??= source.Obstacle;
        target.Axes.AddRange(source.Axes);
        target.Filters.AddRange(source.Filters);
        target.Norms.AddRange(source.Norms);
        target.Gates.AddRange(source.Gates);
        target.Scaled.AddRange(source.Scaled);
        target.Members.AddRange(source.Members);
        target.SameWidth.AddRange(source.SameWidth);
    }
}

/// <summary>Where a tensor has the channels of a set: along which axis, and how many consecutive entries belong to one channel.</summary>
/// <remarks>A fully connected layer that flattens a map has H * W columns for each channel; everything else has one entry.</remarks>
internal sealed record ChannelAxis(string Weight, int Axis, int EntriesPerChannel);

/// <summary>The number in a layer's spec that sets the number of channels.</summary>
internal enum WidthMember
{
    Conv1Filters,
    SqueezeExciteFilters,
    OutChannels,
    Filters,
    Units,
}
