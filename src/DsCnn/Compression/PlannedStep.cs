namespace DsCnn;

/// <summary>One step of a compression that is still to be done.</summary>
/// <param name="Method">By which method.</param>
/// <param name="Goal">What it aims at.</param>
/// <param name="Pruning">How channels go, where they do.</param>
internal sealed record PlannedStep(CompressionMethod Method, string Goal, PruningOptions? Pruning = null);
