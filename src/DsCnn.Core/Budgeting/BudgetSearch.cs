namespace DsCnn.Budgeting;

/// <summary>Which models of a family a <see cref="BudgetSolver"/> looks at, and which of two it takes for the larger one.</summary>
public sealed record BudgetSearch
{
    /// <summary>The images, or null for those that the family is published for.</summary>
    public InputSpec? Input { get; init; }

    /// <summary>The heights to search, or null for the height of the images alone.</summary>
    /// <remarks>
    /// The width follows in proportion to <see cref="Input"/>'s, rounded. Sizes at which the network cannot exist, or a kernel is larger
    /// than its map, are skipped, as <see cref="ModelBuilder"/> refuses them; a size that is given by <see cref="Input"/> alone is taken as it is.
    /// </remarks>
    public ResolutionRange? Resolutions { get; init; }

    /// <summary>How many classes the models tell apart, or null for the published number.</summary>
    public int? Classes { get; init => field = value is { } classes ? Check.Between(classes, 1, Check.MaxExtent) : null; }

    /// <summary>The factors of all channels to search. Default 0.1 to 3 by 0.05.</summary>
    public ScaleRange Widths { get; init => field = value ?? throw new ArgumentNullException(nameof(Widths)); } = new(0.1, 3, 0.05);

    /// <summary>The factors of all repeats to search. Default 0.1 to 4 by 0.1.</summary>
    public ScaleRange Depths { get; init => field = value ?? throw new ArgumentNullException(nameof(Depths)); } = new(0.1, 4, 0.1);

    /// <summary>What "largest" means. Default: scaled furthest along the compound ratio, <see cref="ModelOrder.Compound"/>.</summary>
    public ModelOrder Largest { get; init => field = value ?? throw new ArgumentNullException(nameof(Largest)); } = ModelOrder.Compound();
}
