namespace DsCnn.Training;

/// <summary>One epoch's line of a <see cref="TrainingHistory"/>.</summary>
public sealed class HistoryRow
{
    internal HistoryRow()
    {
    }

    /// <summary>The epoch, from 1.</summary>
    public int Epoch { get; internal init => field = Check.Positive(value); }

    /// <summary>The mean training loss.</summary>
    public double Loss { get; internal init; }

    /// <summary>The share of training images classified correctly during the epoch, 0 to 1.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>The mean loss on the validation images, or null if there are none.</summary>
    public double? ValidationLoss { get; internal init; }

    /// <summary>The share of validation images classified correctly, 0 to 1, or null if there are none.</summary>
    public double? ValidationAccuracy { get; internal init; }

    /// <summary>The learning rate at the end of the epoch.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>The duration in seconds, including validation.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Training images per second, or null if not known.</summary>
    public double? ImagesPerSecond { get; internal init; }

    /// <summary>The mean average precision on the validation images of a network that ends in a sigmoid, 0 to 1; else null.</summary>
    public double? ValidationMeanAveragePrecision { get; internal init; }

    /// <summary>The custom metrics on the validation images (<see cref="TrainerOptions.Metrics"/>). Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; internal init => field = ValueList<MetricValue>.Of(value); } = ValueList<MetricValue>.Empty;

    internal static HistoryRow From(EpochResult epoch, double? imagesPerSecond) => new()
    {
        Epoch = epoch.Epoch,
        Loss = epoch.Loss,
        Accuracy = epoch.Accuracy,
        ValidationLoss = epoch.Validation?.Loss,
        ValidationAccuracy = epoch.Validation?.Accuracy,
        ValidationMeanAveragePrecision = epoch.Validation?.MeanAveragePrecision,
        Metrics = epoch.Validation?.Metrics ?? [],
        LearningRate = epoch.LearningRate,
        Seconds = epoch.Duration.TotalSeconds,
        ImagesPerSecond = imagesPerSecond,
    };
}
