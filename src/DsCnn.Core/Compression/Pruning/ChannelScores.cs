using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>How important the channels of a group are: the higher the score, the more is lost without the channel.</summary>
internal sealed record ChannelScores
{
    /// <summary>Scores the channels of a group.</summary>
    /// <param name="group">The group.</param>
    /// <param name="values">For each set, one number per channel, at least 0.</param>
    /// <exception cref="ArgumentException">There is not exactly one number for each channel, or a number is negative or not finite.</exception>
    public ChannelScores(ChannelGroup group, IEnumerable<IEnumerable<double>> values)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(values);
        Group = group;
        Values = [.. values.Select(set => set.ToImmutableArray())];
        if (Values.Length != group.Sets.Length || Values.Any(set => set.Length != group.Width))
        {
            throw new ArgumentException(
                $"{group.Name} needs {group.Sets.Length} x {group.Width} scores. Received: {string.Join(" + ", Values.Select(set => set.Length))}.", nameof(values));
        }

        if (Values.Any(set => set.Any(score => !double.IsFinite(score) || score < 0)))
            throw new ArgumentException($"The scores of {group.Name} must be finite and at least 0.", nameof(values));
    }

    /// <summary>The group.</summary>
    public ChannelGroup Group { get; }

    /// <summary>For each set, the score of each channel.</summary>
    public ImmutableArray<ImmutableArray<double>> Values { get; }

    /// <summary>Whether both give the same scores to the same group.</summary>
    /// <param name="other">The other scores.</param>
    /// <returns>True if they are equal.</returns>
    public bool Equals(ChannelScores? other) =>
        other is not null && Group == other.Group && Values.Zip(other.Values, (mine, its) => mine.SequenceEqual(its)).All(same => same);

    /// <inheritdoc/>
    public override int GetHashCode() => Group.GetHashCode();
}
