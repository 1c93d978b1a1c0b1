using System.Text;
using ScottPlot;
using SkiaSharp;

namespace DsCnn;

/// <summary>Draws histories: loss, accuracy and learning rate over the epochs, with a mark at the best epoch.</summary>
public static class TrainingCurves
{
    private const int Width = 1000;
    private const int Height = 640;
    private const int UpperHeight = 430;
    private const int RightMargin = 20;

    // Pixels per unit of the drawing, so that a PNG is sharp on dense screens too.
    private const int PngScale = 2;

    /// <summary>Draws the curves as SVG. A history without epochs gives empty axes.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <returns>An <c>svg</c> document.</returns>
    public static string ToSvg(this TrainingHistory history)
    {
        using var stream = new MemoryStream();
        using (SKCanvas canvas = SKSvgCanvas.Create(SKRect.Create(Width, Height), stream))
            Draw(history, canvas);

        // Whoever looks at it may have other fonts.
        return Encoding.UTF8.GetString(stream.ToArray())
            .Replace($"font-family=\"{CurvePlot.Font}\"", $"font-family=\"{CurvePlot.Font}, Helvetica, Arial, sans-serif\"", StringComparison.Ordinal);
    }

    /// <summary>Draws the curves as a PNG image of 2,000 x 1,280 pixels. A history without epochs gives empty axes.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <returns>The content of a PNG file.</returns>
    public static byte[] ToPng(this TrainingHistory history)
    {
        using SKSurface surface = SKSurface.Create(new SKImageInfo(Width * PngScale, Height * PngScale));
        surface.Canvas.Scale(PngScale);
        Draw(history, surface.Canvas);
        using SKImage image = surface.Snapshot();
        using SKData data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return data.ToArray();
    }

    /// <summary>Draws the curves into a file, under a temporary name that is then renamed.</summary>
    /// <param name="history">The epochs so far.</param>
    /// <param name="path">The file; its name ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <exception cref="ArgumentException">The name has another ending.</exception>
    /// <exception cref="IOException">It cannot be written; an older file of that name is untouched.</exception>
    public static void SaveCurves(this TrainingHistory history, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => Encoding.UTF8.GetBytes(ToSvg(history)),
            ".png" => ToPng(history),
            string other => throw new ArgumentException($"Curves are drawn as .svg or .png. Received: {path} ({other}).", nameof(path)),
        };
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    private static void Draw(TrainingHistory history, SKCanvas canvas)
    {
        ArgumentNullException.ThrowIfNull(history);
        canvas.Clear(SKColors.White);
        HistoryRow? best = history.Best;

        using var loss = new CurvePlot("Loss", history.Rows);
        loss.Add("training", row => row.Loss, CurvePlot.Training);
        loss.Add("validation", row => row.ValidationLoss, CurvePlot.Validation);
        loss.Mark(best, row => row.ValidationLoss ?? row.Loss, "0.000");
        loss.Draw(canvas, new PixelRect(0, (Width / 2) - RightMargin, UpperHeight, 0), Alignment.UpperRight);

        using var accuracy = new CurvePlot("Accuracy", history.Rows);
        accuracy.Add("training", row => row.Accuracy, CurvePlot.Training);
        accuracy.Add("validation", row => row.ValidationAccuracy, CurvePlot.Validation);
        accuracy.Mark(best, row => row.Score, "0.0000");
        accuracy.Draw(canvas, new PixelRect(Width / 2, Width - RightMargin, UpperHeight, 0), Alignment.LowerRight);

        using var rate = new CurvePlot("Learning rate", history.Rows);
        rate.Add("learning rate", row => row.LearningRate, CurvePlot.Rate);
        rate.Draw(canvas, new PixelRect(0, Width - RightMargin, Height, UpperHeight), legend: null);
    }
}
