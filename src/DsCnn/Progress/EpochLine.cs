using System.Globalization;

namespace DsCnn;

/// <summary>The columns of permanent lines: less than 80 characters, so that no terminal wraps them.</summary>
internal static class EpochLine
{
    /// <summary>The titles for a network with a given head; after a sigmoid, the validation score is the mean average precision.</summary>
    internal static string Titles(Head head) =>
        Join("epoch", "loss", "accuracy", "val. loss", head == Head.Sigmoid ? "val. mAP" : "val. acc.", "rate", "img/s", "time");

    /// <summary>The results of an epoch; a star marks those that are better than all before.</summary>
    internal static string Of(TrainingProgress progress, EpochResult epoch, bool isBest)
    {
        string line = Join(
            string.Create(CultureInfo.InvariantCulture, $"{epoch.Epoch}/{progress.Epochs}"),
            Format(epoch.Loss, "0.000"),
            Format(epoch.Accuracy, "0.0000"),
            Format(epoch.Validation?.Loss, "0.000"),
            Format(epoch.Validation?.Score, "0.0000"),
            Format(epoch.LearningRate, "G3"),
            Format(progress.ImagesPerSecond, "N0"),
            Clock(epoch.Duration));
        return isBest ? line + " *" : line;
    }

    /// <summary>"0:07", "12:34" or "1:02:03".</summary>
    internal static string Clock(TimeSpan time)
    {
        long seconds = (long)Math.Round(time.TotalSeconds);
        return seconds < 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}:{seconds / 60 % 60:00}:{seconds % 60:00}");
    }

    private static string Join(
        string epoch, string loss, string accuracy, string validationLoss, string validationAccuracy, string rate, string speed, string time) =>
        $"{epoch,9}{loss,8}{accuracy,10}{validationLoss,11}{validationAccuracy,11}{rate,10}{speed,8}{time,9}";

    private static string Format(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
