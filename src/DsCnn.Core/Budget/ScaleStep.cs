namespace DsCnn;

/// <summary>A factor of width or depth, and how much larger than the table it really makes a network, rounding included.</summary>
internal readonly record struct ScaleStep(double Factor, double Growth);
