namespace DsCnn.Training;

/// <summary>A moving average of the weights over the updates, which does better than the weights themselves (Polyak and Juditsky 1992).</summary>
/// <remarks>
/// average = d * average + (1 - d) * weights after every update t, with d = min(Decay, (1 + t) / (10 + t)): young averages forget quickly, so that the
/// random weights of the beginning play no part. Batch norms' running statistics are averaged in the same way. Validation and the finished model use
/// the average.
/// </remarks>
public sealed record EmaOptions
{
    /// <summary>How much of the average an update keeps, at least 0 and below 1. Default 0.999.</summary>
    public double Decay { get; init => field = Check.BelowOne(value); } = 0.999;

    /// <summary>What an update keeps early in a run.</summary>
    internal double DecayAt(long updates) => Math.Min(Decay, (1.0 + updates) / (10.0 + updates));
}
