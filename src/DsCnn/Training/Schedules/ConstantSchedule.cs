namespace DsCnn.Training;

/// <summary>The same learning rate all along.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs) => 1;
}
