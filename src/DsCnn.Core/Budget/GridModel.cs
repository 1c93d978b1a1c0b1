namespace DsCnn;

/// <summary>A model of a <see cref="SearchSpace"/>: how far it is scaled, as rounding made it, and what it costs.</summary>
/// <param name="Point">Its place.</param>
/// <param name="Width">The geometric mean of what its layers' channels are of the table's.</param>
/// <param name="Depth">What its blocks are of the table's.</param>
/// <param name="Resolution">What its images' height is of the table's.</param>
/// <param name="Totals">What it costs.</param>
internal sealed record GridModel(GridPoint Point, double Width, double Depth, double Resolution, ModelTotals Totals);
