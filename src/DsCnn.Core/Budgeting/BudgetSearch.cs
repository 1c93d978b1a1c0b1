namespace DsCnn.Budgeting;

/// <summary>Which models of a family a <see cref="BudgetSolver"/> considers, and how it decides which of two models is larger.</summary>
public sealed record BudgetSearch
{
    /// <summary>The input images, or null for those that the family was published with.</summary>
    public InputSpec? Input { get; init; }

    /// <summary>The image heights to search, or null for the height of <see cref="Input"/> alone.</summary>
    /// <remarks>
    /// The width follows in proportion to that of <see cref="Input"/>, rounded. Sizes at which the network is impossible, or a kernel is larger
    /// than its map, are skipped, because <see cref="ModelBuilder"/> rejects them. Without a range, the size of <see cref="Input"/> is used as it is.
    /// </remarks>
    public ResolutionRange? Resolutions { get; init; }

    /// <summary>The number of classes, or null for the published number.</summary>
    public int? Classes { get; init => field = value is { } classes ? Check.Between(classes, 1, Check.MaxExtent) : null; }

    /// <summary>The factors to try on all channels. Default: 0.1 to 3 in steps of 0.05.</summary>
    public ScaleRange Widths { get; init => field = value ?? throw new ArgumentNullException(nameof(Widths)); } = new(0.1, 3, 0.05);

    /// <summary>The factors to try on all repeats. Default: 0.1 to 4 in steps of 0.1.</summary>
    public ScaleRange Depths { get; init => field = value ?? throw new ArgumentNullException(nameof(Depths)); } = new(0.1, 4, 0.1);

    /// <summary>What "largest" means. Default: scaled furthest along the compound ratio, <see cref="ModelOrder.Compound"/>.</summary>
    public ModelOrder Largest { get; init => field = value ?? throw new ArgumentNullException(nameof(Largest)); } = ModelOrder.Compound();
}
