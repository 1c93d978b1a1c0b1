namespace DsCnn.Budgeting;

/// <summary>The quantities that a <see cref="Budget"/> can limit.</summary>
internal enum BudgetQuantity
{
    /// <summary><see cref="ModelCost.Parameters"/>.</summary>
    Parameters,

    /// <summary><see cref="ModelCost.Macs"/>.</summary>
    Macs,

    /// <summary><see cref="ModelCost.PeakActivationBytes"/>.</summary>
    PeakActivationBytes,

    /// <summary><see cref="ModelCost.Float32Bytes"/>.</summary>
    WeightBytes,

    /// <summary><see cref="MemoryPlan.ArenaBytes"/>.</summary>
    RamBytes,

    /// <summary><see cref="MemoryPlan.FlashBytes"/>.</summary>
    FlashBytes,
}
