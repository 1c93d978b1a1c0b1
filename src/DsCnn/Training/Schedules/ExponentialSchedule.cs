namespace DsCnn.Training;

/// <summary>A smooth exponential decay: gamma ^ (epochs done / EveryEpochs). The defaults are EfficientNet's (Tan and Le 2019, section 5.2).</summary>
public sealed record ExponentialSchedule : LearningRateSchedule
{
    /// <summary>The number of epochs in which the rate is multiplied by the factor once, positive. Default 2.4.</summary>
    public double EveryEpochs { get; init => field = Check.Positive(value); } = 2.4;

    /// <summary>The factor, at least 0 and at most 1. Default 0.97.</summary>
    public double Gamma { get; init => field = Check.Share(value); } = 0.97;

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) => Math.Pow(Gamma, progress * epochs / EveryEpochs);
}
