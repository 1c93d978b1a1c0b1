namespace DsCnn.Training;

/// <summary>What one epoch achieved.</summary>
public sealed class EpochResult
{
    /// <summary>Which epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Mean training loss.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of training images classified correctly while training; of images with any number of labels, with all of them right from a probability of 0.5 on.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The result on the validation images, without its confusion matrix and figures of labels, which long runs would keep for every epoch; null where there are none.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>The learning rate at its end.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How long it took, validation included.</summary>
    public required TimeSpan Duration { get; init; }
}
