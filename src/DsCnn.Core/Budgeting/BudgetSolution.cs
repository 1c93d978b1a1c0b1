using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>The largest model of a family within a budget, and the alternatives.</summary>
public sealed class BudgetSolution
{
    internal BudgetSolution(ArchitectureTable family, Budget budget, ModelOrder largest, BudgetCandidate chosen)
    {
        Family = family;
        Budget = budget;
        Largest = largest;
        Chosen = chosen;
    }

    /// <summary>The chosen network: an ordinary spec to build, train and save.</summary>
    public ModelSpec Spec => Chosen.Spec;

    /// <summary>The factor by which its channels differ from those of the family's table.</summary>
    public double Width => Chosen.Width;

    /// <summary>The factor by which its block repeats differ from those of the family's table.</summary>
    public double Depth => Chosen.Depth;

    /// <inheritdoc cref="BudgetSummary.Summary"/>
    public override string ToString() => this.Summary();

    /// <summary>The family as it was given.</summary>
    internal ArchitectureTable Family { get; }

    /// <summary>The budget as it was given.</summary>
    internal Budget Budget { get; }

    /// <summary>The meaning of "largest" in this search.</summary>
    internal ModelOrder Largest { get; }

    /// <summary>The number of different models that the search covers; factors that give the same channels or repeats count once.</summary>
    internal long Searched { get; init; }

    /// <summary>The largest model that fits.</summary>
    internal BudgetCandidate Chosen { get; }

    /// <summary>
    /// The alternatives that fit and cannot grow in any dimension either: the largest one for each way of differing from the chosen one
    /// ("wider but shallower", "finer but narrower", ...), in descending order.
    /// </summary>
    internal ImmutableArray<RejectedTradeOff> TradeOffs { get; init; } = [];

    /// <summary>The chosen model one step wider, deeper and finer, within the range of the search: the models that exceed the budget by one step, nearest first.</summary>
    internal ImmutableArray<BudgetMiss> Misses { get; init; } = [];

    /// <summary>The dimensions in which the chosen model is at the end of its search range: a wider search may find a larger model.</summary>
    internal ImmutableArray<ModelDimension> AtRangeEnd { get; init; } = [];
}

/// <summary>The chosen model, one step larger in one dimension, which exceeds the budget.</summary>
/// <param name="Dimension">The dimension in which it is one step larger.</param>
/// <param name="Candidate">The model.</param>
internal sealed record BudgetMiss(ModelDimension Dimension, BudgetCandidate Candidate)
{
    /// <summary>The limits that it exceeds, and by how much.</summary>
    public ImmutableArray<BudgetShare> Broken => [.. Candidate.Shares.Where(s => s.IsBroken)];
}

/// <summary>A model that fits the budget and cannot grow in any dimension either, but is smaller than the chosen one.</summary>
/// <param name="Difference">How it differs from the chosen one, such as "wider but shallower".</param>
/// <param name="Candidate">The model.</param>
/// <param name="Reason">Why it is smaller in the order of <see cref="BudgetSearch.Largest"/>.</param>
internal sealed record RejectedTradeOff(string Difference, BudgetCandidate Candidate, string Reason);
