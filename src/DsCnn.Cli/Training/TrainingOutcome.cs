using System.Globalization;

namespace DsCnn.Cli;

/// <summary>What a training run came to.</summary>
internal sealed record TrainingOutcome(TrainingReport Report, EvaluationResult Result, string Split, RunFolder Folder)
{
    internal const string TrainingSplit = "training";
    internal const string HeldOutSplit = "held-out";

    /// <summary>Whether the network is that of the epoch that did best on the validation images, where there are some.</summary>
    internal required bool KeepsBest { get; init; }

    /// <summary>How others like it did in cross-validation, or null where that was not asked for.</summary>
    internal CrossValidation? Folds { get; init; }

    /// <summary>What a network says of the images that it learned from tells nothing of others.</summary>
    private ConfidenceInterval? Interval => Split == TrainingSplit ? null : Result.AccuracyInterval;

    private bool IsByFoldsAlone => Folds is not null && Split == TrainingSplit;

    internal void Write(bool json)
    {
        if (json)
            WriteJson();
        else
            WriteText();
    }

    private void WriteJson() => JsonOutput.Write(new
    {
        Accuracy = IsByFoldsAlone ? Folds!.Accuracy : Result.Accuracy,
        MeanAveragePrecision = IsByFoldsAlone ? Folds!.MeanAveragePrecision : Result.MeanAveragePrecision,
        AccuracyLow = IsByFoldsAlone ? Folds!.Interval.Low : Interval?.Low,
        AccuracyHigh = IsByFoldsAlone ? Folds!.Interval.High : Interval?.High,
        AccuracyOn = IsByFoldsAlone ? "folds" : Split,
        CrossValidation = Folds is null
            ? null
            : new { Folds.Accuracy, Folds.MeanAveragePrecision, AccuracyLow = Folds.Interval.Low, AccuracyHigh = Folds.Interval.High, Folds = Folds.Accuracies },
        Epochs = Report.Epochs.Count,
        Report.BestEpoch,
        Report.Images,
        Seconds = Report.Duration.TotalSeconds,
        Report.ImagesPerSecond,
        Model = Folder.Model,
    });

    private static string Figures(double accuracy, double? meanAveragePrecision) => meanAveragePrecision is { } mean
        ? string.Create(CultureInfo.InvariantCulture, $"Mean average precision {mean:0.0000}, all labels right {accuracy:0.0000}")
        : string.Create(CultureInfo.InvariantCulture, $"Accuracy {accuracy:0.0000}");

    private void WriteText()
    {
        string epoch = Split == HeldOutSplit ? "its like that learned from the others alone"
            : KeepsBest && Report.BestEpoch is { } best ? $"epoch {best}, the best of {Report.Epochs.Count}"
            : Report.Epochs.Count == 1 ? "the only epoch" : $"the last of {Report.Epochs.Count} epochs";
        string early = Report.Stopped == StopReason.EarlyStopping ? ", after which nothing improved" : "";
        Console.Out.WriteLine();
        if (!IsByFoldsAlone)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures(Result.Accuracy, Result.MeanAveragePrecision)} on {Quantity.Of(Result.Images, $"{Split} image")}{Between(Interval)}, with the network of {epoch}{early}."));
        }

        if (Folds is not null)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Figures(Folds.Accuracy, Folds.MeanAveragePrecision)} by {Folds.Folds.Count} folds{Between(Folds.Interval)}, each from {Folds.Accuracies.Min():0.0000} to {Folds.Accuracies.Max():0.0000}."));
        }

        if (Split == TrainingSplit && Folds is null)
            Console.Out.WriteLine("It learned from these very images: --folds 5 or --validation-split 0.2 tells how good it is on others.");
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Quantity.Of(Report.Images, "image")} in {EpochLine.Clock(Report.Duration)}, {Report.ImagesPerSecond:N0} per second."));
        Console.Out.WriteLine($"{Folder.Model} is the network, {Folder.Curves} how it got there.");
    }

    /// <summary>A thousand images and more say it well enough.</summary>
    private static string Between(ConfidenceInterval? likely) =>
        likely is not { } interval || interval.High - interval.Low < 0.04 ? "" : string.Create(CultureInfo.InvariantCulture, $" (95 % sure: {interval.Low:0.000} to {interval.High:0.000})");
}
