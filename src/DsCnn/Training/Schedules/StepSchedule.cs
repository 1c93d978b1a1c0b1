namespace DsCnn.Training;

/// <summary>Multiplies the learning rate by a factor at regular intervals.</summary>
public sealed record StepSchedule : LearningRateSchedule
{
    /// <summary>The number of epochs between two steps, positive. Default 30.</summary>
    public double EveryEpochs { get; init => field = Check.Positive(value); } = 30;

    /// <summary>The factor of each step, at least 0 and at most 1. Default 0.1.</summary>
    public double Gamma { get; init => field = Check.Share(value); } = 0.1;

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) => Math.Pow(Gamma, Math.Floor(progress * epochs / EveryEpochs));
}
