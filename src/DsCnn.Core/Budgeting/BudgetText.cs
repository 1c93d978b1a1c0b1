namespace DsCnn.Budgeting;

/// <summary>The wording of budgets: quantities, limits and directions.</summary>
internal static class BudgetText
{
    /// <summary>"wider and finer but shallower".</summary>
    internal static string Difference(GridPoint point, GridPoint from)
    {
        (int Change, string More, string Less)[] dimensions =
        [
            (point.Width.CompareTo(from.Width), "wider", "narrower"),
            (point.Depth.CompareTo(from.Depth), "deeper", "shallower"),
            (point.Resolution.CompareTo(from.Resolution), "finer", "coarser"),
        ];
        string more = string.Join(" and ", dimensions.Where(d => d.Change > 0).Select(d => d.More));
        string less = string.Join(" and ", dimensions.Where(d => d.Change < 0).Select(d => d.Less));
        return $"{more} but {less}";
    }

    internal static string OneStep(ModelDimension dimension) => dimension switch
    {
        ModelDimension.Width => "one step wider",
        ModelDimension.Depth => "one step deeper",
        _ => "one step finer",
    };

    /// <summary>"1,234 parameters (1,000 allowed)".</summary>
    internal static string NeedsAgainstAllowed(BudgetShare share) =>
        $"{Quantity.Exact(share.Used)} {Unit(share.Quantity)} ({Quantity.Exact(share.Allowed)} allowed)";

    /// <summary>"234 parameters over (23.4 %)".</summary>
    internal static string Overshoot(BudgetShare share) =>
        $"{Quantity.Exact(share.Over)} {Unit(share.Quantity)} over ({Quantity.Percent((double)share.Over / share.Allowed)})";

    /// <summary>"1,234 of 2,000 parameters (61.7 %)".</summary>
    internal static string Use(BudgetShare share) =>
        $"{Quantity.Exact(share.Used)} of {Quantity.Exact(share.Allowed)} {Unit(share.Quantity)} ({Quantity.Percent(share.Share)})";

    private static string Unit(BudgetQuantity quantity) => quantity switch
    {
        BudgetQuantity.Parameters => "parameters",
        BudgetQuantity.Macs => "MACs",
        BudgetQuantity.PeakActivationBytes => "bytes of activations",
        BudgetQuantity.WeightBytes => "bytes of weights",
        BudgetQuantity.RamBytes => "bytes of RAM",
        _ => "bytes of flash",
    };
}
