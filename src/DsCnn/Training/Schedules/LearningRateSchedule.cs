namespace DsCnn.Training;

/// <summary>How the learning rate changes over a training run, as a share of its peak.</summary>
public abstract record LearningRateSchedule
{
    private protected LearningRateSchedule()
    {
    }

    /// <summary>The share of the peak learning rate at a point of the run.</summary>
    /// <param name="progress">How much of the run is done, 0 to 1.</param>
    /// <param name="epochs">How many epochs the whole run has, so that <c>progress * epochs</c> is how many are done.</param>
    /// <returns>A factor from 0 to 1.</returns>
    public abstract double FactorAt(double progress, int epochs);
}
