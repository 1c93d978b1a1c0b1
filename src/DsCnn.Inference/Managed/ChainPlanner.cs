using System.Collections.Immutable;

namespace DsCnn.Inference;

/// <summary>Decides which stages run together, row by row.</summary>
/// <remarks>
/// If they run together, the map between two stages stays in the L2 cache, and their weights are read once for each group of rows. So stages are joined where the map is large and the weights
/// are few: in the early layers of a network. The decision does not affect the results.
/// </remarks>
internal static class ChainPlanner
{
    /// <summary>A map with more bytes than this does not stay in the L2 cache until it is read.</summary>
    private const long SmallestMap = 128 << 10;

    /// <summary>Weights with more bytes than this should not be read again for each group of rows.</summary>
    private const long MostWeights = 192 << 10;

    /// <summary>The maximum size of the rows between stages.</summary>
    private const long WindowBytes = 256 << 10;

    /// <summary>The share of rows that threads may compute twice where their parts meet is one in this number.</summary>
    private const int LargestOverlap = 12;

    /// <summary>Joins stages.</summary>
    /// <param name="stages">The stages in order.</param>
    /// <param name="output">The map that must exist at the end.</param>
    /// <param name="threads">The number of threads that share an image.</param>
    internal static ImmutableArray<RowChain> Join(IReadOnlyList<Stage> stages, Map output, int threads)
    {
        var readers = stages.SelectMany(stage => stage.Others.Append(stage.Input)).GroupBy(map => map).ToDictionary(group => group.Key, group => group.Count());
        var chains = ImmutableArray.CreateBuilder<RowChain>();
        var open = new List<Stage>();
        foreach (Stage stage in stages)
        {
            if (open.Count > 0 && !(CanFollow(open[^1], stage) && IsWorthJoining(open, stage, threads)))
                Close();
            open.Add(stage);
        }

        Close();
        return chains.ToImmutable();

        bool CanFollow(Stage before, Stage stage) =>
            before.Output == stage.Input && before.Output != output && readers[stage.Input] == 1 && stage.IsLocal && before.Output.Height > 1;

        void Close()
        {
            if (open.Count > 0)
                chains.Add(new RowChain(open, GroupOf(open)));
            open.Clear();
        }
    }

    private static bool IsWorthJoining(List<Stage> open, Stage stage, int threads) =>
        stage.Input.Bytes > SmallestMap && open.Sum(one => one.WeightBytes) + stage.WeightBytes <= MostWeights && (threads == 1 || OverlapOf(stage) * threads * LargestOverlap <= stage.Input.Height);

    /// <summary>How many input rows two neighboring output rows of a stage both need.</summary>
    private static int OverlapOf(Stage stage) => Math.Max(0, stage.RowsFor(0, 1).End - stage.RowsFor(1, 2).First);

    /// <summary>The largest group of rows for which the windows have room.</summary>
    private static int GroupOf(List<Stage> stages)
    {
        if (stages.Count == 1)
            return stages[0].Output.Height;
        int group = 1;
        while (group < stages[^1].Output.Height && new RowChain(stages, group + 1).WindowBytes <= WindowBytes)
            group++;
        return group;
    }
}
