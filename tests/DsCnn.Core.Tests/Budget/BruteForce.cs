namespace DsCnn.Tests;

/// <summary>Every model of a search, written out one by one, and the largest found by looking at all of them.</summary>
internal sealed class BruteForce
{
    private readonly ArchitectureTable _family;

    internal BruteForce(ArchitectureTable family, double[] widths, double[] depths, int[] heights)
    {
        _family = family;
        var all = new List<Model>();
        foreach (double width in widths)
        {
            foreach (double depth in depths)
            {
                foreach (int height in heights)
                {
                    ArchitectureTable table = family.Scale(width, depth);
                    var images = new InputSpec(family.Input.Channels, height, height);
                    ModelSpec spec = table.ToSpec(null, images);
                    if (!all.Any(m => m.Spec.Input == images && m.Spec.Layers.SequenceEqual(spec.Layers)))
                        all.Add(new Model(table, spec, spec.Cost));
                }
            }
        }

        All = all;
    }

    internal IReadOnlyList<Model> All { get; }

    internal static bool Fits(ModelSpec spec, Budget budget) => Fits(spec, spec.Cost, budget);

    private static bool Fits(Model model, Budget budget) => Fits(model.Spec, model.Cost, budget);

    private static bool Fits(ModelSpec spec, ModelCost cost, Budget budget) =>
        !(cost.Parameters > budget.MaxParameters)
        && !(cost.Macs > budget.MaxMacs)
        && !(cost.PeakActivationBytes > budget.MaxPeakActivationBytes)
        && !(cost.Float32Bytes > budget.MaxWeightBytes)
        && !(budget.MaxRamBytes is { } ram && MemoryPlan.OfInt8(spec, budget.Memory).ArenaBytes > ram)
        && !(budget.MaxFlashBytes is { } flash && MemoryPlan.OfInt8(spec, budget.Memory).FlashBytes > flash);

    internal Model? LargestByMacs(Budget budget) =>
        All.Where(m => Fits(m, budget)).OrderByDescending(m => m.Cost.Macs).ThenByDescending(m => m.Cost.Parameters).FirstOrDefault();

    internal Model? LargestByParameters(Budget budget) =>
        All.Where(m => Fits(m, budget)).OrderByDescending(m => m.Cost.Parameters).ThenByDescending(m => m.Cost.Macs).FirstOrDefault();

    internal Model? LargestByCompoundScale(Budget budget) =>
        All.Where(m => Fits(m, budget))
            .OrderByDescending(m => Phis(m)[0]).ThenByDescending(m => Phis(m)[1]).ThenByDescending(m => Phis(m)[2])
            .ThenByDescending(m => m.Cost.Macs).ThenByDescending(m => m.Cost.Parameters)
            .FirstOrDefault();

    /// <summary>Equation 3 of the compound scaling paper, solved for phi in each dimension, ascending.</summary>
    internal double[] Phis(Model model)
    {
        List<int> now = Channels(model.Table);
        List<int> before = Channels(_family);
        double product = 1;
        for (int i = 0; i < now.Count; i++)
            product *= (double)now[i] / before[i];

        double width = Math.Log(Math.Pow(product, 1.0 / now.Count), 1.1);
        double depth = Math.Log((double)model.Table.Stages.Sum(s => s.Repeats) / _family.Stages.Sum(s => s.Repeats), 1.2);
        double resolution = Math.Log((double)model.Spec.Input.Height / _family.Input.Height, 1.15);
        double[] phis = [Math.Round(width, 6), Math.Round(depth, 6), Math.Round(resolution, 6)];
        Array.Sort(phis);
        return phis;
    }

    private static List<int> Channels(ArchitectureTable table)
    {
        var channels = table.Stages.Select(s => s.OutChannels).ToList();
        if (table.Stem is not null)
            channels.Add(table.Stem.Filters);
        if (table.FirstBlock.Conv1Filters is not null)
            channels.Add(table.FirstBlock.Conv1Filters.Value);
        if (table.Head is not null)
            channels.Add(table.Head.Filters);
        return channels;
    }

    internal sealed record Model(ArchitectureTable Table, ModelSpec Spec, ModelCost Cost);
}
