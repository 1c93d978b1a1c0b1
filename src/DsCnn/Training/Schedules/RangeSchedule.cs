namespace DsCnn.Training;

/// <summary>Grows by the same factor in every step, from a share of the highest rate up to it: used to find a learning rate.</summary>
internal sealed record RangeSchedule(double Start) : LearningRateSchedule
{
    public override double FactorAt(double progress, int epochs) => Math.Pow(Start, 1 - progress);
}
