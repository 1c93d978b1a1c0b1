namespace DsCnn.Budgeting;

/// <summary>How much of one limit a model uses.</summary>
/// <param name="Quantity">What is limited.</param>
/// <param name="Used">What the model needs.</param>
/// <param name="Allowed">The limit.</param>
internal sealed record BudgetShare(BudgetQuantity Quantity, long Used, long Allowed)
{
    /// <summary>Used / allowed: at most 1 where the limit is kept.</summary>
    public double Share => (double)Used / Allowed;

    /// <summary>By how much the limit is broken; 0 where it is kept.</summary>
    public long Over => Math.Max(0, Used - Allowed);

    /// <summary>Whether the model needs more than is allowed.</summary>
    public bool IsBroken => Used > Allowed;
}
