using System.Globalization;

namespace DsCnn;

/// <summary>The line that is updated during an epoch: the progress, the remaining time, and the loss.</summary>
internal static class StepLine
{
    private const int BarWidth = 20;

    internal static string Of(TrainingProgress progress, RemainingTime remaining, bool unicode)
    {
        double share = (double)progress.Step / progress.StepsPerEpoch;
        int filled = (int)(share * BarWidth);
        (char done, char open) = unicode ? ('\u2501', '\u2500') : ('#', '-');
        string times = progress.Step == progress.StepsPerEpoch
            ? ", validating"
            : remaining.IsKnown ? $", {EpochLine.Clock(remaining.OfEpoch(progress))} left, {EpochLine.Clock(remaining.OfRun(progress))} in the run" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Epoch(progress)}  {new string(done, filled)}{new string(open, BarWidth - filled)} {Percent(share)}  loss {progress.Loss:0.000}{times}");
    }

    /// <summary>The same for outputs with permanent lines only.</summary>
    internal static string Plain(TrainingProgress progress, RemainingTime remaining)
    {
        string left = remaining.IsKnown ? $", {EpochLine.Clock(remaining.OfRun(progress))} left" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Epoch(progress)}{Percent((double)progress.Step / progress.StepsPerEpoch)}  loss {progress.Loss:0.000}, {progress.ImagesPerSecond:N0} img/s{left}");
    }

    private static string Epoch(TrainingProgress progress) => $"{progress.Epoch}/{progress.Epochs}".PadLeft(9);

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * share),4:0} %");
}
