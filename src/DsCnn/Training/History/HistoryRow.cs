namespace DsCnn.Training;

/// <summary>One epoch's line of a <see cref="TrainingHistory"/>.</summary>
public sealed class HistoryRow
{
    internal HistoryRow()
    {
    }

    /// <summary>Which epoch, from 1.</summary>
    public int Epoch { get; internal init => field = Check.Positive(value); }

    /// <summary>Mean training loss.</summary>
    public double Loss { get; internal init; }

    /// <summary>Share of training images classified correctly while training, 0 to 1.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Mean loss on the validation images, or null where there are none.</summary>
    public double? ValidationLoss { get; internal init; }

    /// <summary>Share of validation images classified correctly, 0 to 1, or null where there are none.</summary>
    public double? ValidationAccuracy { get; internal init; }

    /// <summary>The learning rate at its end.</summary>
    public double LearningRate { get; internal init; }

    /// <summary>How many seconds it took, validation included.</summary>
    public double Seconds { get; internal init; }

    /// <summary>Images trained on per second, or null where it is not known.</summary>
    public double? ImagesPerSecond { get; internal init; }

    /// <summary>The mean average precision on the validation images of a network that ends in a sigmoid, 0 to 1; else null.</summary>
    public double? ValidationMeanAveragePrecision { get; internal init; }

    /// <summary>The figures of one's own on the validation images (<see cref="TrainerOptions.Metrics"/>). Default: none.</summary>
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
