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

    /// <summary>The most bytes of a microcontroller's RAM that the network takes as int8 in C (<see cref="MemoryPlan.ArenaBytes"/>), or null. The stack comes on top.</summary>
    public long? MaxRamBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>The most bytes of a microcontroller's flash that the network takes as int8 in C, weights and code (<see cref="MemoryPlan.FlashBytes"/>), or null.</summary>
    public long? MaxFlashBytes { get; init => field = Check.PositiveOrNull(value); }

    /// <summary>How maps are kept in the RAM that <see cref="MaxRamBytes"/> limits. Default: streamed.</summary>
    public MemoryMode Memory { get; init => field = Check.Defined(value); } = MemoryMode.Streamed;

    /// <summary>Whether there is any limit.</summary>
    internal bool LimitsAnything => this != new Budget { Memory = Memory };

    /// <summary>Whether a memory plan decides whether a model is allowed.</summary>
    internal bool LimitsMicrocontroller => MaxRamBytes is not null || MaxFlashBytes is not null;

    /// <summary>How much of each limit a model uses, in the order of <see cref="BudgetQuantity"/>.</summary>
    /// <param name="spec">The model.</param>
    /// <returns>One entry for each limit that exists.</returns>
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

    /// <summary>Whether a model breaks no limit.</summary>
    internal bool Allows(ModelSpec spec) => SharesOf(spec).All(share => !share.IsBroken);

    /// <summary>Whether a model that costs so much breaks no limit that its layers' sums decide: all but those of a microcontroller.</summary>
    internal bool Allows(ModelTotals cost) =>
        cost.Parameters <= (MaxParameters ?? long.MaxValue)
        && cost.Macs <= (MaxMacs ?? long.MaxValue)
        && cost.PeakActivationBytes <= (MaxPeakActivationBytes ?? long.MaxValue)
        && cost.WeightBytes <= (MaxWeightBytes ?? long.MaxValue);
}
