namespace DsCnn.Budgeting;

/// <summary>The larger model is the one of more MACs, the work done on each image; of two with as many, the one of more parameters.</summary>
/// <remarks>
/// MACs are the usual proxy for capacity. For budgets that limit parameters, weights or activations as well, at one resolution. Over a range of
/// resolutions it tells little, since a coarse wide network has as many MACs as a fine narrow one.
/// </remarks>
public sealed record MacsOrder : ModelOrder
{
    internal override string Name => "MACs";

    internal override int Compare(GridModel first, GridModel second) => CompareRest(first, second);

    internal override string WhySmaller(GridModel smaller, GridModel larger) => WhyRestSmaller(smaller, larger);
}
