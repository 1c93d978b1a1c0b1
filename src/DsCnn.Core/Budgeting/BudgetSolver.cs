using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>Finds the largest model of a family within a budget.</summary>
/// <example><code>
/// var budget = new Budget { MaxParameters = 4_000_000, MaxMacs = 300_000_000 };
/// ArchitectureTable family = Presets.Find("efficientnet-b0").Architecture!;
/// BudgetSolution solution = BudgetSolver.Solve(family, budget, new BudgetSearch { Classes = 100 });
/// Console.WriteLine(solution.Summary());
/// ModelSpec spec = solution.Spec;
/// </code></example>
public static class BudgetSolver
{
    private static readonly ModelDimension[] _dimensions = Enum.GetValues<ModelDimension>();

    /// <summary>Finds the largest model of a family within a budget, over width, depth and resolution.</summary>
    /// <remarks>
    /// The result is exact: the largest of all models that the search covers. The solver finds it without building most of them, because costs never decrease with
    /// depth and resolution. EfficientNet's defaults take a fraction of a second. The same arguments give the same result.
    /// A larger budget never gives a smaller model in the order set by <see cref="BudgetSearch.Largest"/>.
    /// </remarks>
    /// <param name="family">The table to scale, such as <see cref="Preset.Architecture"/>; factors are relative to it.</param>
    /// <param name="budget">The limits; at least one must be set.</param>
    /// <param name="search">Which models to consider, or null for the family's own images and a wide range of widths and depths.</param>
    /// <param name="cancellationToken">Ends the search early; only ranges of many resolutions take long enough to need it.</param>
    /// <returns>The model, the trade-offs it was preferred to, and the nearest models that exceed the budget.</returns>
    /// <exception cref="ImpossibleBudgetException">Not even the smallest model fits.</exception>
    /// <exception cref="ArgumentException">The budget sets no limit.</exception>
    /// <exception cref="InvalidSpecException">None of the models searched is possible.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static BudgetSolution Solve(
        ArchitectureTable family, Budget budget, BudgetSearch? search = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(budget);
        if (!budget.LimitsAnything)
            throw new ArgumentException("Expected a budget with at least one limit. Received: none.", nameof(budget));

        search ??= new BudgetSearch();
        var space = new SearchSpace(family, budget, search);
        Frontier frontier = Frontier.Trace(space, cancellationToken);
        if (frontier.Smallest is not { } smallest)
            throw space.Nonexistence();

        // Each order prefers the deeper of two models that differ in depth alone, so the largest model is the deepest at its width and resolution.
        var largestFirst = Comparer<GridModel>.Create((first, second) => search.Largest.Compare(second, first));
        if (frontier.Deepest().Order(largestFirst).FirstOrDefault() is not { } chosen)
            throw new ImpossibleBudgetException(family.Name, space.Candidate(smallest.Point));

        return new BudgetSolution(family, budget, search.Largest, space.Candidate(chosen.Point))
        {
            Searched = space.Count,
            TradeOffs = TradeOffs(space, frontier.Maximal().Order(largestFirst), chosen, search.Largest),
            Misses = Misses(space, chosen.Point),
            AtRangeEnd = [.. _dimensions.Where(d => space.Length(d) is > 1 and int length && chosen.Point.Of(d) == length - 1)],
        };
    }

    /// <summary>The largest maximal model for each way of differing from the chosen one.</summary>
    private static ImmutableArray<RejectedTradeOff> TradeOffs(
        SearchSpace space, IEnumerable<GridModel> maximalLargestFirst, GridModel chosen, ModelOrder order) =>
    [
        .. maximalLargestFirst
            .Where(model => model != chosen)
            .Select(model => (Model: model, Difference: BudgetText.Difference(model.Point, chosen.Point)))
            .DistinctBy(m => m.Difference)
            .Select(m => new RejectedTradeOff(m.Difference, space.Candidate(m.Model.Point), order.WhySmaller(m.Model, chosen))),
    ];

    /// <summary>One step further in each dimension. Because the chosen model is the largest, none of these fits.</summary>
    private static ImmutableArray<BudgetMiss> Misses(SearchSpace space, GridPoint point) =>
    [
        .. _dimensions
            .Where(d => point.Of(d) + 1 < space.Length(d) && space.At(point.StepIn(d), new LayerTotals()) is not null)
            .Select(d => new BudgetMiss(d, space.Candidate(point.StepIn(d))))
            .OrderBy(miss => miss.Broken.Max(s => s.Share)),
    ];
}
