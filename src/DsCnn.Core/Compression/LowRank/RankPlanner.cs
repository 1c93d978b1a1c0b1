namespace DsCnn.Compression;

/// <summary>Chooses a rank for each layer where that saves anything.</summary>
internal static class RankPlanner
{
    /// <summary>How often to halve the share of energy that is lost: from everything down to a billionth.</summary>
    private const int Halvings = 30;

    /// <summary>Plans the factorization of a network.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="spectra">The energies of its layers; layers without a spectrum stay whole.</param>
    /// <param name="options">How far to factorize.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">The options set neither an energy nor a budget, or the budget cannot be met; the message names the smallest possible network.</exception>
    public static RankPlan Plan(ModelSpec spec, IEnumerable<LayerSpectrum> spectra, LowRankOptions options)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(spectra);
        ArgumentNullException.ThrowIfNull(options);
        Check.None(options.Broken(), nameof(options));

        LayerSpectrum[] all = [.. spectra];
        RankPlan plan = AtShare(spec, all, options.Energy ?? 1, options);
        if (Fits(plan.Spec, options))
            return plan;

        RankPlan smallest = AtShare(spec, all, 0, options);
        if (!Fits(smallest.Spec, options))
        {
            ModelCost cost = smallest.Spec.Cost;
            throw new ArgumentException(
                $"{spec.Name} cannot become small enough by low ranks: with the lowest ones it still has {Quantity.Exact(cost.Parameters)} parameters, " +
                $"{Quantity.Exact(cost.Macs)} MACs and {Quantity.Exact(cost.Float32Bytes)} bytes of weights.",
                nameof(options));
        }

        return LargestWithin(spec, all, options, smallest);
    }

    /// <summary>Finds, by bisection, the share of energy that all layers keep.</summary>
    private static RankPlan LargestWithin(ModelSpec spec, LayerSpectrum[] spectra, LowRankOptions options, RankPlan smallest)
    {
        (double fits, double tooMuch) = (0, options.Energy ?? 1);
        RankPlan best = smallest;
        for (int halving = 0; halving < Halvings; halving++)
        {
            double middle = (fits + tooMuch) / 2;
            RankPlan plan = AtShare(spec, spectra, middle, options);
            if (Fits(plan.Spec, options))
                (fits, best) = (middle, plan);
            else
                tooMuch = middle;
        }

        return best;
    }

    private static bool Fits(ModelSpec spec, LowRankOptions options) =>
        options.Budget?.Allows(spec) ?? true;

    private static RankPlan AtShare(ModelSpec spec, LayerSpectrum[] spectra, double share, LowRankOptions options)
    {
        var ranks = new List<RankChoice>();
        var skipped = new List<SkippedLayer>();
        foreach (LinearLayer layer in spec.LinearLayers())
        {
            LayerSpectrum? spectrum = Array.Find(spectra, s => s.Layer == layer);
            int rank = spectrum is null ? 0 : RoundUp(spectrum.RankFor(share), options.Multiple);
            if (WhySkipped(layer, spectrum, rank) is { } reason)
                skipped.Add(new SkippedLayer { Name = layer.Name, Reason = reason });
            else
                ranks.Add(new RankChoice { Layer = layer, Rank = rank, Kept = spectrum!.Kept(rank) });
        }

        return new RankPlan
        {
            Ranks = [.. ranks],
            Skipped = [.. skipped],
            Spec = spec.WithRanks([.. ranks.Select(choice => (choice.Layer, choice.Rank))]),
        };
    }

    private static string? WhySkipped(LinearLayer layer, LayerSpectrum? spectrum, int rank) =>
        layer.Obstacle is not null ? layer.Obstacle
        : spectrum is null ? "its outputs were not measured"
        : rank > layer.LargestSavingRank ? "the rank it needs saves nothing"
        : null;

    private static int RoundUp(int rank, int multiple) => (rank + multiple - 1) / multiple * multiple;
}
