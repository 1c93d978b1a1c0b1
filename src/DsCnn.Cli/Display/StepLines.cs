using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DsCnn.Display;

/// <summary>The two lines that change: the bar of the epoch, and how it goes.</summary>
internal static class StepLines
{
    private const int BarWidth = 30;

    internal static IRenderable Draw(TrainingProgress progress, RemainingTime remaining, bool unicode)
    {
        double share = (double)progress.Step / progress.StepsPerEpoch;
        int filled = (int)(share * BarWidth);
        (char done, char open) = unicode ? ('\u2501', '\u2500') : ('#', '-');
        string times = progress.Step == progress.StepsPerEpoch
            ? "validating"
            : $"{EpochLine.Clock(remaining.OfEpoch(progress))} left, {EpochLine.Clock(remaining.OfRun(progress))} in all";
        var bar = new Paragraph()
            .Append($"{progress.Epoch}/{progress.Epochs}".PadLeft(9))
            .Append("  ")
            .Append(new string(done, filled), new Style(Color.DodgerBlue1))
            .Append(new string(open, BarWidth - filled), new Style(Color.Grey))
            .Append(string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * share),4:0} %  {times}"));
        var figures = new Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $"           loss {progress.Loss:0.000}  accuracy {progress.Accuracy:0.0000}  rate {progress.LearningRate:G3}  {progress.ImagesPerSecond:N0} img/s"),
            new Style(Color.Grey));
        return new Rows(bar, figures);
    }
}
