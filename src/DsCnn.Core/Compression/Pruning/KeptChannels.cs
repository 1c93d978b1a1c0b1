using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>Which channels of a group to keep.</summary>
internal sealed record KeptChannels
{
    /// <summary>Chooses channels.</summary>
    /// <param name="group">The group.</param>
    /// <param name="indices">For each set, the channels to keep, from 0; the same number in each set, at least one. Their order does not matter.</param>
    /// <exception cref="ArgumentException">There is not exactly one list for each set, the lists differ in length or are empty, or an index is out of range or occurs twice.</exception>
    public KeptChannels(ChannelGroup group, IEnumerable<IEnumerable<int>> indices)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(indices);
        Group = group;
        Indices = [.. indices.Select(set => set.Order().ToImmutableArray())];
        if (Indices.Length != group.Sets.Length)
            throw new ArgumentException($"{group.Name} is made of {group.Sets.Length} sets. Received lists for {Indices.Length}.", nameof(indices));
        if (Indices.Any(set => set.IsEmpty || set.Length != Indices[0].Length))
        {
            throw new ArgumentException(
                $"{group.Name} must keep as many channels of each set, at least one. Received: {string.Join(" and ", Indices.Select(set => set.Length))}.",
                nameof(indices));
        }

        foreach (ImmutableArray<int> set in Indices)
        {
            if (set[0] < 0 || set[^1] >= group.Width || set.Distinct().Count() != set.Length)
                throw new ArgumentException($"{group.Name} has the channels 0 to {group.Width - 1}, each once. Received: {string.Join(", ", set)}.", nameof(indices));
        }
    }

    /// <summary>The group.</summary>
    public ChannelGroup Group { get; }

    /// <summary>The channels to keep, for each set in ascending order.</summary>
    public ImmutableArray<ImmutableArray<int>> Indices { get; }

    /// <summary>How many channels to keep in each set.</summary>
    public int Count => Indices[0].Length;

    /// <summary>Whether both keep the same channels of the same group.</summary>
    /// <param name="other">The other choice.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(KeptChannels? other) =>
        other is not null && Group == other.Group && Indices.Zip(other.Indices, (mine, its) => mine.SequenceEqual(its)).All(same => same);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Group, Count);
}
