using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>What a model may cost at most at inference, for one image. A limit that is null does not exist.</summary>
public sealed record Budget
{
    /// <summary>The most <see cref="ModelCost.Parameters"/>, or null.</summary>
    public long? MaxParameters { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most <see cref="ModelCost.Macs"/>, or null.</summary>
    public long? MaxMacs { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most <see cref="ModelCost.PeakActivationBytes"/> (float32), or null.</summary>
    public long? MaxPeakActivationBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most <see cref="ModelCost.Float32Bytes"/>, or null.</summary>
    public long? MaxWeightBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>How much of each limit a model uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    /// <param name="cost">What the model costs.</param>
    /// <returns>One entry for each limit that exists.</returns>
    internal ImmutableArray<BudgetShare> SharesOf(ModelCost cost)
    {
        ArgumentNullException.ThrowIfNull(cost);
        return SharesOf(ModelTotals.Of(cost));
    }

    internal ImmutableArray<BudgetShare> SharesOf(ModelTotals cost)
    {
        (BudgetQuantity Quantity, long Used, long? Allowed)[] all =
        [
            (BudgetQuantity.Parameters, cost.Parameters, MaxParameters),
            (BudgetQuantity.Macs, cost.Macs, MaxMacs),
            (BudgetQuantity.PeakActivationBytes, cost.PeakActivationBytes, MaxPeakActivationBytes),
            (BudgetQuantity.WeightBytes, cost.WeightBytes, MaxWeightBytes),
        ];
        return [.. all.Where(q => q.Allowed is not null).Select(q => new BudgetShare(q.Quantity, q.Used, q.Allowed!.Value))];
    }

    internal bool Allows(ModelTotals cost) =>
        cost.Parameters <= (MaxParameters ?? long.MaxValue)
        && cost.Macs <= (MaxMacs ?? long.MaxValue)
        && cost.PeakActivationBytes <= (MaxPeakActivationBytes ?? long.MaxValue)
        && cost.WeightBytes <= (MaxWeightBytes ?? long.MaxValue);
}
