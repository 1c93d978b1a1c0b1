namespace DsCnn.Compression;

/// <summary>A group whose channels are being removed, the least important first.</summary>
internal sealed class PruningCandidate
{
    private readonly int[][] _order;
    private readonly double[] _scores;
    private readonly int _multiple;

    internal PruningCandidate(int index, ChannelScores scores, PruningOptions options)
    {
        Index = index;
        Group = scores.Group;
        _order = [.. scores.Values.Select(set => Enumerable.Range(0, set.Length).OrderBy(channel => set[channel]).ThenBy(channel => channel).ToArray())];

        // All sets of a group lose their k-th least important channel together, whichever channels those are.
        _scores = [.. Enumerable.Range(0, Group.Width).Select(k => scores.Values.Zip(_order, (set, order) => set[order[k]]).Sum())];
        _multiple = Group.Kind == ChannelKinds.SqueezeExcite ? 1 : options.Multiple;
        int before = options.Original?.ChannelGroups().FirstOrDefault(group => group.Name == Group.Name)?.Width ?? Group.Width;

        // 0.1 of 30 is 3, regardless of the product's last bit.
        int floor = Math.Max(1, (int)Math.Ceiling((options.MinKept * before) - 1e-9));
        Floor = Math.Min(Group.Width, (floor + _multiple - 1) / _multiple * _multiple);
    }

    /// <summary>Its position among all groups of the network.</summary>
    internal int Index { get; }

    internal ChannelGroup Group { get; }

    /// <summary>The number of channels that always stay.</summary>
    internal int Floor { get; }

    internal int Removed { get; set; }

    internal int Width => Group.Width - Removed;

    /// <summary>How many channels to remove in one step, or 0 if no more can go.</summary>
    internal int Chunk
    {
        get
        {
            int chunk = Width % _multiple == 0 ? _multiple : Width % _multiple;
            return Width - chunk >= Floor ? chunk : 0;
        }
    }

    /// <summary>The importance of the channels that the next step removes.</summary>
    internal double NextScore => _scores.AsSpan(Removed, Chunk).ToArray().Sum();

    internal KeptChannels Keep(int removed) => new(Group, _order.Select(order => order.Skip(removed)));
}
