using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Places memory blocks with limited lifetimes in one arena, so that blocks that are alive at the same time do not overlap.</summary>
/// <remarks>The largest first, each at the lowest offset that is free for its whole lifetime (Pisarchyk and Lee 2020, "greedy by size").</remarks>
internal static class ArenaPlanner
{
    /// <summary>Finds an offset for each block.</summary>
    /// <param name="blocks">The blocks; an empty block takes no memory.</param>
    /// <param name="alignment">Offsets are multiples of this number.</param>
    /// <param name="lags">
    /// Which blocks may overlap while one is read and the other written, in one direction: for an input and an output, the minimum number of bytes by which the input must begin after
    /// the output. Null for none.
    /// </param>
    /// <returns>An offset for each block, and the size of the arena.</returns>
    internal static (ImmutableArray<long> Offsets, long Bytes) Place(
        IReadOnlyList<ArenaBlock> blocks, int alignment, IReadOnlyDictionary<(int Input, int Output), long>? lags = null)
    {
        long[] offsets = new long[blocks.Count];
        var placed = new List<int>();
        long total = 0;
        foreach (int index in Enumerable.Range(0, blocks.Count).OrderByDescending(i => blocks[i].Bytes).ThenBy(i => i))
        {
            // Leave room before it for the block that will overwrite it.
            long offset = AlignUp(Math.Max(0, lags?.Where(lag => lag.Key.Input == index && !placed.Contains(lag.Key.Output)).Select(lag => lag.Value).DefaultIfEmpty().Max() ?? 0), alignment);
            foreach ((long last, long end) in placed.Where(other => blocks[other].MeetsInTime(blocks[index])).Select(other => Taken(index, other)).Order())
            {
                if (offset <= last)
                    break;
                offset = Math.Max(offset, AlignUp(end, alignment));
            }

            offsets[index] = offset;
            placed.Add(index);
            total = Math.Max(total, checked(offset + blocks[index].Bytes));
        }

        return ([.. offsets], total);

        // The range where a block must not begin because of another block: after the first, before the second.
        (long Last, long End) Taken(int index, int other)
        {
            if (lags is not null && lags.TryGetValue((index, other), out long lag))
                return (offsets[other] - blocks[index].Bytes, offsets[other] + lag);
            if (lags is not null && lags.TryGetValue((other, index), out lag))
                return (offsets[other] - lag, offsets[other] + blocks[other].Bytes);
            return (offsets[other] - blocks[index].Bytes, offsets[other] + blocks[other].Bytes);
        }
    }

    private static long AlignUp(long offset, int alignment) => checked(offset + alignment - 1) / alignment * alignment;
}

/// <summary>Memory that is in use from one step to another, both included.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="First">The step that writes it.</param>
/// <param name="Last">The last step that reads it.</param>
/// <param name="Content">The type of its contents.</param>
internal readonly record struct ArenaBlock(long Bytes, int First, int Last, ArenaContent Content = ArenaContent.Bytes)
{
    /// <summary>Whether the two blocks need separate memory. Numbers of different types never share memory: a compiler may assume that what is written as one type is not read as another.</summary>
    internal bool MeetsInTime(ArenaBlock other) =>
        (First <= other.Last && other.First <= Last) || (Content != other.Content && Content != ArenaContent.Bytes && other.Content != ArenaContent.Bytes);
}

/// <summary>The type used to read and write memory.</summary>
internal enum ArenaContent
{
    /// <summary>Bytes, which may alias anything.</summary>
    Bytes,

    /// <summary>32-bit integers.</summary>
    Integers,

    /// <summary>float32.</summary>
    Floats,
}
