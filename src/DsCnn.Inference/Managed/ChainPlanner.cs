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
    internal static long SmallestMap = long.Parse(Environment.GetEnvironmentVariable("SMALL") ?? "131072");

    /// <summary>Weights of more bytes than this are not read again for each group of rows.</summary>
    internal static long MostWeights = long.Parse(Environment.GetEnvironmentVariable("WEIGHTS") ?? "196608");

    /// <summary>What the rows between stages may take.</summary>
    internal static long WindowBytes = long.Parse(Environment.GetEnvironmentVariable("WINDOW") ?? "131072");

    /// <summary>Joins stages.</summary>
    /// <param name="stages">In order.</param>
    /// <param name="output">What has to exist at the end.</param>
    internal static ImmutableArray<RowChain> Join(IReadOnlyList<Stage> stages, Map output)
    {
        var readers = stages.SelectMany(stage => stage.Others.Append(stage.Input)).GroupBy(map => map).ToDictionary(group => group.Key, group => group.Count());
        var chains = ImmutableArray.CreateBuilder<RowChain>();
        var open = new List<Stage>();
        foreach (Stage stage in stages)
        {
            if (open.Count > 0 && !(CanFollow(open[^1], stage) && IsWorthJoining(open, stage)))
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

    private static bool IsWorthJoining(List<Stage> open, Stage stage) =>
        stage.Input.Bytes > SmallestMap && open.Sum(one => one.WeightBytes) + stage.WeightBytes <= MostWeights;

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
