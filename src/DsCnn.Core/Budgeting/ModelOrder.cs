namespace DsCnn.Budgeting;

/// <summary>Decides which of two members of a family is larger. Every order is total: no two different models are equal.</summary>
/// <remarks>
/// Which order to use depends on what the budget limits. With a single limit, the model with the most MACs or parameters is whichever combination
/// happens to round closest to the limit. It is often lopsided (very wide and one block deep, say), and a small change of the budget
/// gives an entirely different network. <see cref="Compound"/>, the default, asks for balance and is stable;
/// <see cref="Macs"/> and <see cref="Parameters"/> maximize a single number.
/// All three agree that more is larger: a model that is at least as wide, deep and fine as another is never the smaller of the two.
/// </remarks>
public abstract record ModelOrder
{
    private protected ModelOrder()
    {
    }

    /// <summary>The larger model is the one with more MACs or, if these are equal, more parameters.</summary>
    /// <remarks>
    /// MACs are the usual proxy for capacity. Use this order for budgets that also limit parameters, weights or activations, at one resolution. Over a range of
    /// resolutions it says little, because a coarse wide network has as many MACs as a fine narrow one.
    /// </remarks>
    public static ModelOrder Macs { get; } = new MacsOrder();

    /// <summary>The larger model is the one with more parameters or, if these are equal, more MACs.</summary>
    /// <remarks>
    /// This order prefers width to depth, because parameters grow with the square of the width. They do not depend on resolution, which only breaks ties.
    /// </remarks>
    public static ModelOrder Parameters { get; } = new ParametersOrder();

    /// <summary>The larger model is the one scaled further in its least-scaled dimension (Tan and Le 2019, equation 3).</summary>
    /// <param name="depth">How many times deeper a model becomes with each step, 1.001 to 10.</param>
    /// <param name="width">How many times wider it becomes, 1.001 to 10.</param>
    /// <param name="resolution">How many times finer its images become, 1.001 to 10.</param>
    /// <returns>The order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static ModelOrder Compound(double depth = CompoundOrder.UsualDepth, double width = CompoundOrder.UsualWidth, double resolution = CompoundOrder.UsualResolution) =>
        new CompoundOrder { DepthBase = depth, WidthBase = width, ResolutionBase = resolution };

    /// <summary>The order as a noun to complete "the largest by ...".</summary>
    internal abstract string Name { get; }

    /// <summary>Positive if the first model is larger. Both are of one family; if they differ in depth alone, the deeper one is larger.</summary>
    internal abstract int Compare(GridModel first, GridModel second);

    /// <summary>Why the first is smaller than the second, in a few words.</summary>
    internal abstract string WhySmaller(GridModel smaller, GridModel larger);

    /// <summary>Breaks ties in the order's own measure: by MACs, parameters, then the scales themselves.</summary>
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
