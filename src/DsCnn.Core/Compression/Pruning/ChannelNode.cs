namespace DsCnn.Compression;

/// <summary>What is known of a channel set while the operations are walked. Sets turn out to be the same one where channels are added or scaled.</summary>
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

    /// <summary>Sets that must keep as many channels, because one number in the spec stands for both.</summary>
    internal List<ChannelNode> SameWidth { get; } = [];

    internal ChannelNode Root => _mergedInto is null ? this : _mergedInto.Root;

    /// <summary>Says that this set and another are the same channels; the older one goes on.</summary>
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

/// <summary>Where a tensor counts the channels of a set: along which axis, and how many entries in a row belong to one channel.</summary>
/// <remarks>A fully connected layer that flattens a map has H * W columns for each channel; everything else has one entry.</remarks>
internal sealed record ChannelAxis(string Weight, int Axis, int EntriesPerChannel);

/// <summary>The number in a layer's spec that says how many channels there are.</summary>
internal enum WidthMember
{
    Conv1Filters,
    SqueezeExciteFilters,
    OutChannels,
    Filters,
    Units,
}
