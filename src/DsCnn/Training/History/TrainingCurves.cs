using System.Globalization;
using ScottPlot;
using SkiaSharp;

namespace DsCnn.Training;

/// <summary>Draws histories: loss, accuracy and learning rate over the epochs, with a mark at the best epoch.</summary>
public static class TrainingCurves
{
    private const int Width = 1000;
    private const int Height = 640;
    private const int UpperHeight = 430;
    private const int RightMargin = 20;

    /// <summary>Draws the curves as SVG. A history without epochs gives empty axes.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <returns>An <c>svg</c> document.</returns>
    public static string ToSvg(this TrainingHistory history) => PictureOf(history).ToSvg();

    /// <summary>Draws the curves as a PNG image of 2,000 x 1,280 pixels. A history without epochs gives empty axes.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <returns>The content of a PNG file.</returns>
    public static byte[] ToPng(this TrainingHistory history) => PictureOf(history).ToPng();

    /// <summary>Draws the curves into a file, which is written under a temporary name and renamed.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <param name="path">The file; its name ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <exception cref="ArgumentException">The name has a different extension.</exception>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void SaveCurves(this TrainingHistory history, string path) => PictureOf(history).Save(path, "Curves");

    private static Picture PictureOf(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new Picture(Width, Height, canvas => Draw(history, canvas));
    }

    private static void Draw(TrainingHistory history, SKCanvas canvas)
    {
        using var loss = new CurvePlot("Loss", "epoch");
        loss.Add("training", Curve(history, row => row.Loss), CurvePlot.Training);
        loss.Add("validation", Curve(history, row => row.ValidationLoss), CurvePlot.Validation);
        MarkBest(loss, history, row => row.ValidationLoss ?? row.Loss, "0.000");
        loss.Draw(canvas, new PixelRect(0, (Width / 2) - RightMargin, UpperHeight, 0), Alignment.UpperRight);

        using var accuracy = new CurvePlot("Accuracy", "epoch");
        accuracy.Add("training", Curve(history, row => row.Accuracy), CurvePlot.Training);
        accuracy.Add("validation", Curve(history, row => row.ValidationAccuracy), CurvePlot.Validation);
        if (history.Rows.Any(row => row.ValidationMeanAveragePrecision is not null))
            accuracy.Add("validation, mean average precision", Curve(history, row => row.ValidationMeanAveragePrecision), CurvePlot.Rate);
        MarkBest(accuracy, history, row => row.ValidationMeanAveragePrecision ?? row.ValidationAccuracy ?? row.Accuracy, "0.0000");
        accuracy.Draw(canvas, new PixelRect(Width / 2, Width - RightMargin, UpperHeight, 0), Alignment.LowerRight);

        using var rate = new CurvePlot("Learning rate", "epoch");
        rate.Add("learning rate", Curve(history, row => row.LearningRate), CurvePlot.Rate);
        rate.Draw(canvas, new PixelRect(0, Width - RightMargin, Height, UpperHeight), legend: null);
    }

    private static IEnumerable<(double X, double? Y)> Curve(TrainingHistory history, Func<HistoryRow, double?> of) =>
        history.Rows.Select(row => ((double)row.Epoch, of(row)));

    private static void MarkBest(CurvePlot plot, TrainingHistory history, Func<HistoryRow, double> of, string format)
    {
        if (history.Best is { } best)
        {
            plot.Mark(best.Epoch, of(best), string.Create(
                CultureInfo.InvariantCulture, $"best epoch: {best.Epoch} ({of(best).ToString(format, CultureInfo.InvariantCulture)})"));
        }
    }
}
