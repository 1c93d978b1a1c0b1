using System.Collections.Immutable;

namespace DsCnn.Budgeting;

/// <summary>Upper limits on the cost of a model at inference, for one image. A null limit does not apply.</summary>
public sealed record Budget
{
    /// <summary>The maximum of <see cref="ModelCost.Parameters"/>, or null.</summary>
    public long? MaxParameters { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum of <see cref="ModelCost.Macs"/>, or null.</summary>
    public long? MaxMacs { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum of <see cref="ModelCost.PeakActivationBytes"/> (float32), or null.</summary>
    public long? MaxPeakActivationBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum of <see cref="ModelCost.Float32Bytes"/>, or null.</summary>
    public long? MaxWeightBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum RAM in bytes that the network uses as int8 C code on a microcontroller (<see cref="MemoryPlan.ArenaBytes"/>), or null. The stack is not included.</summary>
    public long? MaxRamBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The maximum flash in bytes that the network uses as int8 C code on a microcontroller, weights and code (<see cref="MemoryPlan.FlashBytes"/>), or null.</summary>
    public long? MaxFlashBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>How maps are kept in the RAM that <see cref="MaxRamBytes"/> limits. Default: streamed.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;

    /// <summary>Whether there is any limit.</summary>
    internal bool LimitsAnything => this != new Budget { Memory = Memory };

    /// <summary>Whether checking a model requires a memory plan.</summary>
    internal bool LimitsMicrocontroller => MaxRamBytes is not null || MaxFlashBytes is not null;

    /// <summary>How much of each limit a model uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    /// <param name="spec">The model.</param>
    /// <returns>One entry for each limit that is set.</returns>
    internal ImmutableArray<BudgetShare> SharesOf(ModelSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var cost = ModelTotals.Of(spec.Cost);
        MemoryPlan? memory = LimitsMicrocontroller ? MemoryPlan.OfInt8(spec, Memory) : null;
        (BudgetQuantity Quantity, long? Used, long? Allowed)[] all =
        [
            (BudgetQuantity.Parameters, cost.Parameters, MaxParameters),
            (BudgetQuantity.Macs, cost.Macs, MaxMacs),
            (BudgetQuantity.PeakActivationBytes, cost.PeakActivationBytes, MaxPeakActivationBytes),
            (BudgetQuantity.WeightBytes, cost.WeightBytes, MaxWeightBytes),
            (BudgetQuantity.RamBytes, memory?.ArenaBytes, MaxRamBytes),
            (BudgetQuantity.FlashBytes, memory?.FlashBytes, MaxFlashBytes),
        ];
        return [.. all.Where(q => q.Allowed is not null).Select(q => new BudgetShare(q.Quantity, q.Used!.Value, q.Allowed!.Value))];
    }

    /// <summary>Whether a model stays within all limits.</summary>
    internal bool Allows(ModelSpec spec) => SharesOf(spec).All(share => !share.IsBroken);

    /// <summary>Whether a cost stays within all limits that can be checked from sums over the layers, which are all but a microcontroller's.</summary>
    internal bool Allows(ModelTotals cost) =>
        cost.Parameters <= (MaxParameters ?? long.MaxValue)
        && cost.Macs <= (MaxMacs ?? long.MaxValue)
        && cost.PeakActivationBytes <= (MaxPeakActivationBytes ?? long.MaxValue)
        && cost.WeightBytes <= (MaxWeightBytes ?? long.MaxValue);
}
