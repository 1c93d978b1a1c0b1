namespace DsCnn.Budgeting;

/// <summary>The larger model is the one of more parameters, what it can remember; of two with as many, the one of more MACs.</summary>
/// <remarks>
/// It prefers width to depth, since parameters grow with its square. They do not depend on resolution, which decides only between equals.
/// </remarks>
public sealed record ParametersOrder : ModelOrder
{
    internal override string Name => "parameters";

    internal override int Compare(GridModel first, GridModel second) =>
        FirstDecided(first.Totals.Parameters.CompareTo(second.Totals.Parameters), CompareRest(first, second));

    internal override string WhySmaller(GridModel smaller, GridModel larger) =>
        smaller.Totals.Parameters != larger.Totals.Parameters
            ? Fewer(smaller.Totals.Parameters, larger.Totals.Parameters, "parameters")
            : WhyRestSmaller(smaller, larger);
}
