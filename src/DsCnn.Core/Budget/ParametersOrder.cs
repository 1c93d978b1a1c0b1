namespace DsCnn;

/// <summary>The larger model is the one of more parameters, what it can remember; of two with as many, the one of more MACs.</summary>
/// <remarks>It prefers width to depth, since they grow with its square, and resolution decides only between equals: parameters do not depend on it.</remarks>
public sealed record ParametersOrder : ModelOrder
{
    internal override string Name => "parameters";

    internal override int Compare(BudgetCandidate first, BudgetCandidate second) =>
        FirstDecided(first.Cost.Parameters.CompareTo(second.Cost.Parameters), CompareRest(first, second));

    internal override string WhySmaller(BudgetCandidate smaller, BudgetCandidate larger) =>
        smaller.Cost.Parameters != larger.Cost.Parameters
            ? Fewer(smaller.Cost.Parameters, larger.Cost.Parameters, "parameters")
            : WhyRestSmaller(smaller, larger);
}
