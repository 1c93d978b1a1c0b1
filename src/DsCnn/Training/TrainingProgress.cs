namespace DsCnn.Training;

/// <summary>The progress of a training run, reported after every step and at the end of every epoch.</summary>
public sealed class TrainingProgress
{
    internal TrainingProgress()
    {
    }

    /// <summary>The current epoch, from 1.</summary>
    public int Epoch { get; internal init; }

    /// <summary>The number of epochs in the run.</summary>
    public int Epochs { get; internal init; }

    /// <summary>The number of steps done in this epoch.</summary>
    public int Step { get; internal init; }

    /// <summary>The number of steps per epoch.</summary>
    public int StepsPerEpoch { get; internal init; }

    /// <summary>The mean training loss of this epoch so far.</summary>
    public double Loss { get; internal init; }

    /// <summary>The share of this epoch's images classified correctly so far.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>The training speed of this epoch so far.</summary>
    public double ImagesPerSecond { get; internal init; }

    /// <summary>The network's head, which determines the meaning of the figures.</summary>
    public Head Head { get; internal init; }

    /// <summary>The best epoch so far (<see cref="TrainerOptions.BestBy"/>), or null if there was no validation.</summary>
    public int? BestEpoch { get; internal init; }

    /// <summary>The result of the epoch if it has just ended, else null.</summary>
    public EpochResult? Finished { get; internal init; }
}
