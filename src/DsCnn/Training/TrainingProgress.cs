namespace DsCnn.Training;

/// <summary>Where a training run stands, reported after every step and at the end of every epoch.</summary>
public sealed record TrainingProgress
{
    /// <summary>The current epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many there will be.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps done in this epoch.</summary>
    public required int Step { get; init; }

    /// <summary>Steps of an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Mean training loss of this epoch so far.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of this epoch's images classified correctly so far.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Training speed of this epoch so far.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>The network's head, which says what the figures mean.</summary>
    public Head Head { get; init; }

    /// <summary>The best epoch so far (<see cref="TrainerOptions.BestBy"/>), or null where nothing was validated.</summary>
    public int? BestEpoch { get; init; }

    /// <summary>The epoch's result where it has just ended, else null.</summary>
    public EpochResult? Finished { get; init; }
}
