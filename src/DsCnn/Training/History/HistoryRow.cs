namespace DsCnn.Training;

/// <summary>One epoch's line of a <see cref="TrainingHistory"/>.</summary>
public sealed record HistoryRow
{
    /// <summary>Which epoch, from 1.</summary>
    public required int Epoch { get; init => field = Check.Positive(value); }

    /// <summary>Mean training loss.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of training images classified correctly while training, 0 to 1.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean loss on the validation images, or null where there are none.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Share of validation images classified correctly, 0 to 1, or null where there are none.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The learning rate at its end.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many seconds it took, validation included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Images trained on per second, or null where it is not known.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The mean average precision on the validation images of a network that ends in a sigmoid, 0 to 1; else null.</summary>
    public double? ValidationMeanAveragePrecision { get; init; }

    /// <summary>The figure that counts: on the validation images where there are any, else on the training images.</summary>
    internal double Score => ValidationMeanAveragePrecision ?? ValidationAccuracy ?? Accuracy;

    internal static HistoryRow From(EpochResult epoch, double? imagesPerSecond) => new()
    {
        Epoch = epoch.Epoch,
        Loss = epoch.Loss,
        Accuracy = epoch.Accuracy,
        ValidationLoss = epoch.Validation?.Loss,
        ValidationAccuracy = epoch.Validation?.Accuracy,
        ValidationMeanAveragePrecision = epoch.Validation?.MeanAveragePrecision,
        LearningRate = epoch.LearningRate,
        Seconds = epoch.Duration.TotalSeconds,
        ImagesPerSecond = imagesPerSecond,
    };
}
