namespace DsCnn.Training;

/// <summary>One cycle (Smith and Topin 2018): from a low rate up to the peak and down to almost 0, each along half a cosine. Momentum does not change.</summary>
public sealed record OneCycleSchedule : LearningRateSchedule
{
    /// <summary>The share of the run in which the rate rises, above 0 and below 1. Default 0.3.</summary>
    public double RiseShare { get; init => field = Check.InnerShare(value); } = 0.3;

    /// <summary>The peak rate divided by the initial rate, at least 1. Default 25.</summary>
    public double StartDivisor { get; init => field = Check.AtLeastOne(value); } = 25;

    /// <summary>The initial rate divided by the final rate, at least 1. Default 10,000.</summary>
    public double EndDivisor { get; init => field = Check.AtLeastOne(value); } = 1e4;

    /// <inheritdoc/>
    public override double FactorAt(double progress, int epochs)
    {
        double start = 1 / StartDivisor;
        return progress < RiseShare
            ? Anneal(start, 1, progress / RiseShare)
            : Anneal(1, start / EndDivisor, (progress - RiseShare) / (1 - RiseShare));
    }

    private static double Anneal(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
}
