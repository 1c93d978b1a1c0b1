namespace DsCnn.Budgeting;

/// <inheritdoc cref="ModelOrder.Macs"/>
internal sealed record MacsOrder : ModelOrder
{
    internal override string Name => "MACs";

    internal override int Compare(GridModel first, GridModel second) => CompareRest(first, second);

    internal override string WhySmaller(GridModel smaller, GridModel larger) => WhyRestSmaller(smaller, larger);
}
