namespace DsCnn.Training;

/// <summary>The results of one epoch.</summary>
public sealed class EpochResult
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The mean training loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The share of training images classified correctly during the epoch; for images with any number of labels, the share with all labels right at a threshold of 0.5.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The result on the validation images, without the confusion matrix and the figures per label, which would take much memory in long runs; null if there are none.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>The learning rate at the end of the epoch.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The duration, including validation.</summary>
    public required TimeSpan Duration { get; init; }
}
