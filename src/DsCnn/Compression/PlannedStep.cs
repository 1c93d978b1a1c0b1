namespace DsCnn;

/// <summary>One step of a compression that is still to be done.</summary>
/// <param name="Method">By which method.</param>
/// <param name="Goal">What it aims at.</param>
/// <param name="Pruning">How channels go, where they do.</param>
/// <param name="ShareOfTime">How much of the way to the time that an image may take this step goes, or null where time is no matter.</param>
internal sealed record PlannedStep(CompressionMethod Method, string Goal, PruningOptions? Pruning = null, double? ShareOfTime = null);
