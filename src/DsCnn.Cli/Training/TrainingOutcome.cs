using System.Globalization;
using DsCnn.Display;

namespace DsCnn.Cli;

/// <summary>What a training run came to.</summary>
internal sealed record TrainingOutcome(TrainingReport Report, EvaluationResult Result, string Split, RunFolder Folder)
{
    internal void Write(bool json)
    {
        if (json)
            WriteJson();
        else
            WriteText();
    }

    private void WriteJson() => JsonOutput.Write(new
    {
        Result.Accuracy,
        Result.MeanAveragePrecision,
        AccuracyOn = Split,
        Epochs = Report.Epochs.Count,
        Report.BestEpoch,
        Report.Images,
        Seconds = Report.Duration.TotalSeconds,
        Report.ImagesPerSecond,
        Model = Folder.Model,
    });

    private string Figures => Result.MeanAveragePrecision is { } mean
        ? string.Create(CultureInfo.InvariantCulture, $"Mean average precision {mean:0.0000}, all labels right {Result.Accuracy:0.0000}")
        : string.Create(CultureInfo.InvariantCulture, $"Accuracy {Result.Accuracy:0.0000}");

    private void WriteText()
    {
        string epoch = Report.BestEpoch is { } best ? $"epoch {best}, the best of {Report.Epochs.Count}" : $"the last of {Report.Epochs.Count} epochs";
        string early = Report.Stopped == StopReason.EarlyStopping ? ", after which nothing improved" : "";
        Console.Out.WriteLine();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Figures} on {Result.Images:N0} {Split} images, with the network of {epoch}{early}."));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Report.Images:N0} images in {EpochLine.Clock(Report.Duration)}, {Report.ImagesPerSecond:N0} per second."));
        Console.Out.WriteLine($"{Folder.Model} is the network, {Folder.Curves} how it got there.");
    }
}
