namespace DsCnn.Training;

/// <summary>A linear warm-up over the first epochs, multiplied with another schedule (Goyal et al. 2017).</summary>
public sealed record WarmupSchedule : LearningRateSchedule
{
    /// <summary>The number of epochs of warm-up, positive. Default 5.</summary>
    public double Epochs { get; init => field = Check.Positive(value); } = 5;

    /// <summary>The other schedule, which runs from the beginning.</summary>
    public required LearningRateSchedule Schedule { get; init => field = value ?? throw new ArgumentNullException(nameof(Schedule)); }

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) =>
        Math.Min(1, progress * epochs / Epochs) * Schedule.FactorAt(progress, epochs);
}
