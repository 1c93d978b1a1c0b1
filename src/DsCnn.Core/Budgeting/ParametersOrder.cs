namespace DsCnn.Budgeting;

/// <inheritdoc cref="ModelOrder.Parameters"/>
internal sealed record ParametersOrder : ModelOrder
{
    internal override string Name => "parameters";

    internal override int Compare(GridModel first, GridModel second) =>
        FirstDecided(first.Totals.Parameters.CompareTo(second.Totals.Parameters), CompareRest(first, second));

    internal override string WhySmaller(GridModel smaller, GridModel larger) =>
        smaller.Totals.Parameters != larger.Totals.Parameters
            ? Fewer(smaller.Totals.Parameters, larger.Totals.Parameters, "parameters")
            : WhyRestSmaller(smaller, larger);
}
