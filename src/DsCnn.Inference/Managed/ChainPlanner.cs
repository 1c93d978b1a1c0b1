using System.Collections.Immutable;

namespace DsCnn.Inference;

/// <summary>Decides which stages run together by rows.</summary>
/// <remarks>
/// Together, the map between two stages stays in the second cache, and their weights are read once for each group of rows. So stages are joined where the map is large and the weights
/// are few: in the early layers of a network. Whatever is decided, the numbers are the same.
/// </remarks>
internal static class ChainPlanner
{
    /// <summary>A map of more bytes than this does not stay in the second cache until it is read.</summary>
    private const long SmallestMap = 128 << 10;

    /// <summary>Weights of more bytes than this are not read again for each group of rows.</summary>
    private const long MostWeights = 192 << 10;

    /// <summary>What the rows between stages may take.</summary>
    private const long WindowBytes = 256 << 10;

    /// <summary>Rows that threads compute twice where their parts meet may be one in so many.</summary>
    private const int LargestOverlap = 12;

    /// <summary>Joins stages.</summary>
    /// <param name="stages">In order.</param>
    /// <param name="output">What has to exist at the end.</param>
    /// <param name="threads">How many threads share an image.</param>
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

    /// <summary>How many rows of its input two neighboring rows of a stage both need.</summary>
    private static int OverlapOf(Stage stage) => Math.Max(0, stage.RowsFor(0, 1).End - stage.RowsFor(1, 2).First);

    /// <summary>As many rows at a time as the windows have room for.</summary>
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
