using System.Globalization;

namespace DsCnn.Cli;

/// <summary>The result of a training run.</summary>
internal sealed record TrainingOutcome(TrainingReport Report, EvaluationResult Result, string Split, RunFolder Folder)
{
    internal const string TrainingSplit = "training";
    internal const string HeldOutSplit = "held-out";

    /// <summary>Whether the network is that of the epoch with the best result on the validation images, if there are any.</summary>
    internal required bool KeepsBest { get; init; }

    /// <summary>The result of cross-validation with networks like it, or null if that was not requested.</summary>
    internal CrossValidation? Folds { get; init; }

    /// <summary>The results of a network on the images it was trained on say nothing about others.</summary>
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
        string epoch = Split == HeldOutSplit ? "the run without those images"
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
                $"{Figures(Folds.Accuracy, Folds.MeanAveragePrecision)} over {Folds.Folds.Count} folds{Between(Folds.Interval)}, single folds from {Folds.Accuracies.Min():0.0000} to {Folds.Accuracies.Max():0.0000}."));
        }

        if (Split == TrainingSplit && Folds is null)
            Console.Out.WriteLine("It was trained on these same images; --folds 5 or --validation-split 0.2 shows how good it is on others.");
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Quantity.Of(Report.Images, "image")} in {EpochLine.Clock(Report.Duration)}, {Report.ImagesPerSecond:N0} per second."));
        Console.Out.WriteLine($"Network: {Folder.Model}; training history: {Folder.Curves}");
    }

    /// <summary>With a thousand images or more, the figure is precise enough.</summary>
    private static string Between(ConfidenceInterval? likely) =>
        likely is not { } interval || interval.High - interval.Low < 0.04 ? "" : string.Create(CultureInfo.InvariantCulture, $" (95 % confidence interval: {interval.Low:0.000} to {interval.High:0.000})");
}
