namespace DsCnn.Training;

/// <summary>Where a training run stands, reported after every step and at the end of every epoch.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress()
    {
    }

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>How many there will be.</summary>
    public int Epochs { get; internal init; }

    /// <summary>Steps done in this epoch.</summary>
    public int Step { get; internal init; }

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch { get; internal init; }

    /// <summary>Mean training loss of this epoch so far.</summary>
    public double Loss { get; internal init; }

    /// <summary>Share of this epoch's images classified correctly so far.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>Training speed of this epoch so far.</summary>
    public double ImagesPerSecond { get; internal init; }

    /// <summary>The network's head, which says what the figures mean.</summary>
    public Head Head { get; internal init; }

    /// <summary>The best epoch so far (<see cref="TrainerOptions.BestBy"/>), or null where nothing was validated.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>The epoch's result where it has just ended, else null.</summary>
    public EpochResult? Finished { get; internal init; }
}
