namespace DsCnn.Training;

/// <summary>A moving average of the weights over the updates, which is usually more accurate than the weights themselves (Polyak and Juditsky 1992).</summary>
/// <remarks>
/// average = d * average + (1 - d) * weights after every update t, with d = min(Decay, (1 + t) / (10 + t)): the average forgets quickly at first, so that the
/// random initial weights have no influence. Batch norms' running statistics are averaged in the same way. Validation and the finished model use
/// the average.
/// </remarks>
public sealed record EmaOptions
{
    /// <summary>The share of the average that an update keeps, at least 0 and below 1. Default 0.999.</summary>
    public double Decay { get; init => field = Check.BelowOne(value); } = 0.999;

    /// <summary>The share that an update keeps, which is smaller early in a run.</summary>
    internal double DecayAt(long updates) => Math.Min(Decay, (1.0 + updates) / (10.0 + updates));
}
