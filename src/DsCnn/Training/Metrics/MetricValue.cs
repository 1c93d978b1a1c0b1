namespace DsCnn.Training;

/// <summary>What a <see cref="Metric"/> came to.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">The figure.</param>
public sealed record MetricValue(string Name, double Value);
