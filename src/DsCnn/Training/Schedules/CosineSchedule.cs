namespace DsCnn.Training;

/// <summary>A linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter 2017, without restarts).</summary>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <summary>The share of the run used for warm-up, at least 0 and below 1. Default 0.1.</summary>
    public double WarmupShare { get; init => field = Check.BelowOne(value); } = 0.1;

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) =>
        progress < WarmupShare
            ? progress / WarmupShare
            : (1 + Math.Cos(Math.PI * (progress - WarmupShare) / (1 - WarmupShare))) / 2;
}
