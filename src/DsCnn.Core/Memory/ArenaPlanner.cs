using System.Collections.Immutable;

namespace DsCnn.Memory;

/// <summary>Places blocks of memory that live for a while in one arena, so that those that live at the same time do not meet.</summary>
/// <remarks>The largest first, each at the lowest place that is free for as long as it lives (Pisarchyk and Lee 2020, "greedy by size").</remarks>
internal static class ArenaPlanner
{
    /// <summary>Finds a place for each block.</summary>
    /// <param name="blocks">The blocks; one of no bytes takes none.</param>
    /// <param name="alignment">What each offset is a multiple of.</param>
    /// <returns>An offset for each block, and the size of the arena.</returns>
    internal static (ImmutableArray<long> Offsets, long Bytes) Place(IReadOnlyList<ArenaBlock> blocks, int alignment)
    {
        long[] offsets = new long[blocks.Count];
        var placed = new List<int>();
        long total = 0;
        foreach (int index in Enumerable.Range(0, blocks.Count).OrderByDescending(i => blocks[i].Bytes).ThenBy(i => i))
        {
            long offset = 0;
            foreach (int other in placed.Where(other => blocks[other].MeetsInTime(blocks[index])).OrderBy(other => offsets[other]))
            {
                if (offset + blocks[index].Bytes <= offsets[other])
                    break;
                offset = Math.Max(offset, AlignUp(offsets[other] + blocks[other].Bytes, alignment));
            }

            offsets[index] = offset;
            placed.Add(index);
            total = Math.Max(total, checked(offset + blocks[index].Bytes));
        }

        return ([.. offsets], total);
    }

    private static long AlignUp(long offset, int alignment) => checked(offset + alignment - 1) / alignment * alignment;
}

/// <summary>Memory that is needed from one step to another, both included.</summary>
/// <param name="Bytes">How much.</param>
/// <param name="First">The step that writes it.</param>
/// <param name="Last">The last step that reads it.</param>
internal readonly record struct ArenaBlock(long Bytes, int First, int Last)
{
    internal bool MeetsInTime(ArenaBlock other) => First <= other.Last && other.First <= Last;
}
