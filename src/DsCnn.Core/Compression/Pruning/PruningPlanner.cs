using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Decides which channels to remove, from their importance and their cost.</summary>
internal static class PruningPlanner
{
    /// <summary>Plans the removal of channels.</summary>
    /// <remarks>
    /// Channels are removed one by one (or as many at once as <see cref="PruningOptions.Multiple"/> requires), always those with the smallest loss for what they save. With a ratio, the saving is
    /// the number of channels; with a budget, the share of the exceeded limits, or else MACs. Savings are recomputed after every removal, because a narrow layer makes its
    /// neighbors cheap.
    /// </remarks>
    /// <param name="spec">The network.</param>
    /// <param name="scores">The importance of its channels; groups without scores keep theirs.</param>
    /// <param name="options">How many channels to remove.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="ArgumentException">The options set no goal, no channels may be removed, or the goal cannot be reached; the message names the smallest possible network.</exception>
    public static PruningPlan Plan(ModelSpec spec, IEnumerable<ChannelScores> scores, PruningOptions options)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(options);
        Check.None(options.Broken(), nameof(options));

        ChannelScores[] all = [.. scores];
        PruningCandidate[] candidates = [.. all.Index().Where(s => WhySkipped(s.Item.Group, options) is null).Select(s => new PruningCandidate(s.Index, s.Item, options))];
        if (candidates.Length == 0)
            throw new ArgumentException($"{spec.Name} has no channels of the kinds {options.Kinds} that can go.", nameof(options));
        WidthCost? cost = CostOf(spec, [.. all.Select(s => s.Group)], options);
        var path = new PruningPath(candidates, options.Scope, cost);
        int steps = Math.Max(options.Ratio is { } ratio ? StepsOf(spec, path, candidates, ratio, options) : 0, StepsToGoal(spec, path, candidates, options));
        return Describe(spec, all, candidates, path.RemovedAfter(steps), options);
    }

    private static PruningPlan Describe(
        ModelSpec spec, IEnumerable<ChannelScores> all, PruningCandidate[] candidates, int[] removed, PruningOptions options)
    {
        SkippedLayer[] untouched = [.. candidates
            .Where((candidate, index) => removed[index] == 0)
            .Select(candidate => new SkippedLayer { Name = candidate.Group.Name, Reason = candidate.Floor == candidate.Group.Width
                ? "it has as few channels as it may have" : "its channels are worth more than others" })];
        return new PruningPlan
        {
            Kept = [.. candidates.Index().Where(c => removed[c.Index] > 0).Select(c => c.Item.Keep(removed[c.Index]))],
            Skipped =
            [
                .. all.Where(s => options.Kinds.HasFlag(s.Group.Kind) && s.Group.Obstacle is not null)
                    .Select(s => new SkippedLayer { Name = s.Group.Name, Reason = s.Group.Obstacle! }),
                .. untouched,
            ],
            Spec = SpecAfter(spec, candidates, removed),
        };
    }

    private static string? WhySkipped(ChannelGroup group, PruningOptions options) =>
        options.Kinds.HasFlag(group.Kind) ? group.Obstacle : "it is of a kind that was not asked for";

    private static WidthCost? CostOf(ModelSpec spec, IReadOnlyList<ChannelGroup> groups, PruningOptions options)
    {
        if (options.Budget is not { } budget)
            return options.Enough is null ? null : new WidthCost(spec, groups, 0, 0, 1);
        ILookup<BudgetQuantity, BudgetShare> broken = budget.SharesOf(spec).Where(share => share.IsBroken).ToLookup(share => share.Quantity);

        // Maps shrink along with the channels that cost MACs; no sum of terms says by how much their peak does.
        bool areMapsTooLarge = broken.Contains(BudgetQuantity.PeakActivationBytes) || broken.Contains(BudgetQuantity.RamBytes);
        double perMac = Weight(BudgetQuantity.Macs) + (areMapsTooLarge ? 1.0 / spec.Cost.Macs : 0);
        double perParameter = Weight(BudgetQuantity.Parameters) + Weight(BudgetQuantity.FlashBytes);
        return new WidthCost(spec, groups, perParameter, sizeof(float) * Weight(BudgetQuantity.WeightBytes), broken.Count > 0 ? perMac : 1);

        double Weight(BudgetQuantity quantity) => broken[quantity].Sum(share => 1.0 / share.Allowed);
    }

    private static int StepsOf(ModelSpec spec, PruningPath path, PruningCandidate[] candidates, double ratio, PruningOptions options)
    {
        int steps = path.StepsWithin(ratio, options.Scope);
        int total = candidates.Sum(candidate => candidate.Group.Width);
        int most = path.RemovedAfter(path.Length).Sum();
        if (steps == path.Length && most + (candidates.Length * options.Multiple) < ratio * total)
        {
            throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{spec.Name} cannot lose {Quantity.Percent(ratio)} of its channels: at most {most} of {total} can go where each group keeps {Quantity.Percent(options.MinKept)}."),
                nameof(options));
        }

        return steps;
    }

    /// <summary>The minimum number of steps after which the network is small enough; costs never rise along the path.</summary>
    private static int StepsToGoal(ModelSpec spec, PruningPath path, PruningCandidate[] candidates, PruningOptions options)
    {
        if (IsSmallEnough(spec, options))
            return 0;
        ModelSpec smallest = SpecAfter(spec, candidates, path.RemovedAfter(path.Length));
        if (!IsSmallEnough(smallest, options))
        {
            throw new ArgumentException(
                $"{spec.Name} cannot become small enough by losing channels of the kinds {options.Kinds}: where each group keeps {Quantity.Percent(options.MinKept)}, it still has " +
                $"{Quantity.Exact(smallest.Cost.Parameters)} parameters, {Quantity.Exact(smallest.Cost.Macs)} MACs and {Quantity.Exact(smallest.Cost.Float32Bytes)} bytes of weights.{Missed(smallest)}",
                nameof(options));
        }

        (int tooFew, int enough) = (0, path.Length);
        while (enough - tooFew > 1)
        {
            int middle = (tooFew + enough) / 2;
            if (IsSmallEnough(SpecAfter(spec, candidates, path.RemovedAfter(middle)), options))
                enough = middle;
            else
                tooFew = middle;
        }

        return enough;

        string Missed(ModelSpec network) => options.Budget is not { } budget ? ""
            : $" It needs {string.Join(", ", budget.SharesOf(network).Where(share => share.IsBroken).Select(BudgetText.NeedsAgainstAllowed))}.";
    }

    private static ModelSpec SpecAfter(ModelSpec spec, PruningCandidate[] candidates, int[] removed) =>
        spec.WithWidths(candidates.Zip(removed, (candidate, gone) => (candidate.Group, candidate.Group.Width - gone)));

    private static bool IsSmallEnough(ModelSpec spec, PruningOptions options) =>
        (options.Budget?.Allows(spec) ?? true) && (options.Enough?.Invoke(spec) ?? true);
}
