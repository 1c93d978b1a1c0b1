using System.Collections.Immutable;

namespace DsCnn.Inference;

/// <summary>Divides each step of a network among threads: by rows if there are enough, by channels if a layer has many on a small map.</summary>
internal static class WorkSplit
{
    /// <summary>With fewer multiplications or elements, dividing a step takes longer than it saves.</summary>
    private const long SmallestWork = 200_000;

    /// <summary>The minimum number of rows per thread, so that one row more or less does not matter.</summary>
    private const int RowsEach = 8;

    internal static ImmutableArray<Piece> Of(RowChain chain, int threads)
    {
        int rows = chain.Output.Height;
        if (threads == 1 || chain.Work < SmallestWork)
            return [new Piece(0, rows, 0, chain.Columns)];
        if (rows < RowsEach * threads && chain.Columns >= threads)
            return [.. Ranges(chain.Columns, threads).Select(range => new Piece(0, rows, range.First, range.End))];
        return [.. Ranges(rows, Math.Min(rows, threads)).Select(range => new Piece(range.First, range.End, 0, chain.Columns))];
    }

    private static IEnumerable<(int First, int End)> Ranges(int count, int parts) =>
        Enumerable.Range(0, parts).Select(part => ((int)((long)count * part / parts), (int)((long)count * (part + 1) / parts)));
}
