namespace DsCnn;

/// <summary>One network of a <see cref="ModelComparison"/>.</summary>
/// <param name="Cost">What it costs.</param>
/// <param name="Ratios">How many times less that is than the baseline's; all 1 for the baseline itself.</param>
public sealed record ComparedModel(ModelCost Cost, CostRatios Ratios);
