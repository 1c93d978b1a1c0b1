namespace DsCnn.Budgeting;

/// <summary>How much of one limit a model uses.</summary>
/// <param name="Quantity">The limited quantity.</param>
/// <param name="Used">How much the model needs.</param>
/// <param name="Allowed">The limit.</param>
internal sealed record BudgetShare(BudgetQuantity Quantity, long Used, long Allowed)
{
    /// <summary>Used / allowed: at most 1 if the model stays within the limit.</summary>
    public double Share => (double)Used / Allowed;

    /// <summary>By how much the model exceeds the limit; 0 if it stays within it.</summary>
    public long Over => Math.Max(0, Used - Allowed);

    /// <summary>Whether the model exceeds the limit.</summary>
    public bool IsBroken => Used > Allowed;
}
