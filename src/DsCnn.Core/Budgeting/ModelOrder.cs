namespace DsCnn.Budgeting;

/// <summary>Says which of two members of a family is the larger one. Every order is total: no two different models are equal.</summary>
/// <remarks>
/// Which one to take depends on what the budget limits. With one limit only, the member of most MACs or parameters is whichever combination
/// happens to round closest to the limit, often a lopsided one (very wide and one block deep, say), and a small change of the budget
/// gives an entirely different network. <see cref="Compound"/>, the default, asks for balance and is stable;
/// <see cref="Macs"/> and <see cref="Parameters"/> ask for a number.
/// All three agree with "more is larger": a model that is at least as wide, deep and fine as another one is never the smaller of the two.
/// </remarks>
public abstract record ModelOrder
{
    private protected ModelOrder()
    {
    }

    /// <summary>The larger model is the one of more MACs; of two with as many, the one of more parameters.</summary>
    /// <remarks>
    /// MACs are the usual proxy for capacity. For budgets that limit parameters, weights or activations as well, at one resolution. Over a range of
    /// resolutions it tells little, since a coarse wide network has as many MACs as a fine narrow one.
    /// </remarks>
    public static ModelOrder Macs { get; } = new MacsOrder();

    /// <summary>The larger model is the one of more parameters; of two with as many, the one of more MACs.</summary>
    /// <remarks>
    /// It prefers width to depth, since parameters grow with its square. They do not depend on resolution, which decides only between equals.
    /// </remarks>
    public static ModelOrder Parameters { get; } = new ParametersOrder();

    /// <summary>The larger model is the one that is scaled further in the dimension where it is scaled least (Tan and Le 2019, equation 3).</summary>
    /// <param name="depth">How many times deeper a model is one step further, 1.001 to 10.</param>
    /// <param name="width">How many times wider, 1.001 to 10.</param>
    /// <param name="resolution">How many times finer its images are, 1.001 to 10.</param>
    /// <returns>The order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of them is no such number.</exception>
    public static ModelOrder Compound(double depth = CompoundOrder.UsualDepth, double width = CompoundOrder.UsualWidth, double resolution = CompoundOrder.UsualResolution) =>
        new CompoundOrder { DepthBase = depth, WidthBase = width, ResolutionBase = resolution };

    /// <summary>The order as a noun for "the largest by ...".</summary>
    internal abstract string Name { get; }

    /// <summary>Positive where the first is larger. Both are of one family, and of two that differ in depth alone the deeper is larger.</summary>
    internal abstract int Compare(GridModel first, GridModel second);

    /// <summary>Why the first is smaller than the second, in a few words.</summary>
    internal abstract string WhySmaller(GridModel smaller, GridModel larger);

    /// <summary>What is left where the order's own measure is equal: MACs, parameters, then the scales themselves.</summary>
    private protected static int CompareRest(GridModel first, GridModel second) =>
        FirstDecided(
            first.Totals.Macs.CompareTo(second.Totals.Macs),
            first.Totals.Parameters.CompareTo(second.Totals.Parameters),
            first.Width.CompareTo(second.Width),
            first.Depth.CompareTo(second.Depth),
            first.Resolution.CompareTo(second.Resolution));

    private protected static string WhyRestSmaller(GridModel smaller, GridModel larger) =>
        smaller.Totals.Macs != larger.Totals.Macs ? Fewer(smaller.Totals.Macs, larger.Totals.Macs, "MACs")
        : smaller.Totals.Parameters != larger.Totals.Parameters ? Fewer(smaller.Totals.Parameters, larger.Totals.Parameters, "parameters")
        : smaller.Width != larger.Width ? "as many MACs and parameters, but narrower"
        : "as many MACs and parameters at a smaller size";

    private protected static string Fewer(long smaller, long larger, string what) =>
        $"{Quantity.Percent((double)(larger - smaller) / larger)} fewer {what}";

    private protected static int FirstDecided(params ReadOnlySpan<int> comparisons)
    {
        foreach (int comparison in comparisons)
        {
            if (comparison != 0)
                return comparison;
        }

        return 0;
    }
}
