using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Places blocks of memory that live for a while in one arena, so that those that live at the same time do not meet.</summary>
/// <remarks>The largest first, each at the lowest place that is free for as long as it lives (Pisarchyk and Lee 2020, "greedy by size").</remarks>
internal static class ArenaPlanner
{
    /// <summary>Finds a place for each block.</summary>
    /// <param name="blocks">The blocks; one of no bytes takes none.</param>
    /// <param name="alignment">What each offset is a multiple of.</param>
    /// <param name="lags">
    /// Which blocks may lie over one another while one is read and the other written, in one direction: for an input and an output, by how many bytes at least the input begins after
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
            // What will be written over it has to find room before it.
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

        // Where a block must not begin because of another: after the first, before the second.
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

/// <summary>Memory that is needed from one step to another, both included.</summary>
/// <param name="Bytes">How much.</param>
/// <param name="First">The step that writes it.</param>
/// <param name="Last">The last step that reads it.</param>
/// <param name="Content">What it holds.</param>
internal readonly record struct ArenaBlock(long Bytes, int First, int Last, ArenaContent Content = ArenaContent.Bytes)
{
    /// <summary>Whether both must have a place of their own. Numbers of two types never share one: a compiler may assume that what is written as one type is not read as another.</summary>
    internal bool MeetsInTime(ArenaBlock other) =>
        (First <= other.Last && other.First <= Last) || (Content != other.Content && Content != ArenaContent.Bytes && other.Content != ArenaContent.Bytes);
}

/// <summary>As what memory is read and written.</summary>
internal enum ArenaContent
{
    /// <summary>Bytes, which may lie over anything.</summary>
    Bytes,

    /// <summary>Whole numbers of 32 bits.</summary>
    Integers,

    /// <summary>float32.</summary>
    Floats,
}
