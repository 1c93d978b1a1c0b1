using System.Collections.Immutable;

namespace DsCnn;

/// <summary>The largest model of a family within a budget, and what else there was.</summary>
public sealed class BudgetSolution
{
    internal BudgetSolution()
    {
    }

    /// <summary>The family as it was given.</summary>
    public required ArchitectureTable Family { get; init; }

    /// <summary>The budget as it was given.</summary>
    public required Budget Budget { get; init; }

    /// <summary>What "largest" meant.</summary>
    public required ModelOrder Largest { get; init; }

    /// <summary>How many different models the search covers; factors that give the same channels or repeats count once.</summary>
    public required long Searched { get; init; }

    /// <summary>The largest model that fits.</summary>
    public required BudgetCandidate Chosen { get; init; }

    /// <summary>
    /// The alternatives that fit and cannot grow in any dimension either: the largest in each direction from the chosen one
    /// ("wider but shallower", "finer but narrower", ...), the largest first.
    /// </summary>
    public required ImmutableArray<RejectedTradeOff> TradeOffs { get; init; }

    /// <summary>The chosen model one step wider, deeper and finer, as far as the search goes: what broke the budget, nearest first.</summary>
    public required ImmutableArray<BudgetMiss> Misses { get; init; }

    /// <summary>The dimensions in which the chosen model is the largest searched: a wider search may hold a larger model.</summary>
    public required ImmutableArray<ModelDimension> AtRangeEnd { get; init; }
}
