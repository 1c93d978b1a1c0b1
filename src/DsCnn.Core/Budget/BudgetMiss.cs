using System.Collections.Immutable;

namespace DsCnn;

/// <summary>The chosen model one step larger in one dimension, which breaks the budget.</summary>
/// <param name="Dimension">In what it is one step larger.</param>
/// <param name="Candidate">The model.</param>
public sealed record BudgetMiss(ModelDimension Dimension, BudgetCandidate Candidate)
{
    /// <summary>The limits that it breaks, and by how much.</summary>
    public ImmutableArray<BudgetShare> Broken => [.. Candidate.Shares.Where(s => s.IsBroken)];
}
