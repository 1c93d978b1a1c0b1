using ScottPlot;
using SkiaSharp;

namespace DsCnn.Compression;

/// <summary>Draws charts of compression reports: the size of the network after each step, and its accuracy.</summary>
public static class CompressionChart
{
    private const int Width = 1000;
    private const int Height = 430;
    private const int RightMargin = 20;

    private static readonly Color _file = Color.FromHex("#bf3989");
    private static readonly Color _time = Color.FromHex("#1a7f37");

    /// <summary>Draws the report as SVG.</summary>
    /// <param name="report">The report.</param>
    /// <returns>An <c>svg</c> document.</returns>
    public static string ToSvg(this CompressionReport report) => PictureOf(report).ToSvg();

    /// <summary>Draws the report as a PNG image of 2,000 x 860 pixels.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The content of a PNG file.</returns>
    public static byte[] ToPng(this CompressionReport report) => PictureOf(report).ToPng();

    /// <summary>Draws the report into a file, which is written under a temporary name and renamed.</summary>
    /// <param name="report">The report.</param>
    /// <param name="path">The file; its name ends in <c>.svg</c> or <c>.png</c>.</param>
    /// <exception cref="ArgumentException">The name has a different extension.</exception>
    /// <exception cref="IOException">It cannot be written; an existing file of that name is untouched.</exception>
    public static void SaveChart(this CompressionReport report, string path) => PictureOf(report).Save(path, "Charts");

    private static Picture PictureOf(CompressionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new Picture(Width, Height, canvas => Draw(report, canvas));
    }

    private static void Draw(CompressionReport report, SKCanvas canvas)
    {
        CompressionFigures original = report.Original;
        CompressionFigures[] figures = [original, .. report.Steps.Select(step => step.After)];
        string[] steps = ["original", .. report.Steps.Select(step => step.Method.Name())];

        using var cost = new CurvePlot("What is left, in percent", "after the step");
        cost.Add("parameters", Left(of => of.Parameters), CurvePlot.Validation);
        cost.Add("MACs", Left(of => of.Macs), CurvePlot.Rate);
        cost.Add("weights' bytes", Left(of => of.WeightBytes), _file);
        cost.Add("time for an image", Left(of => 1 / of.ImagesPerSecond), _time);
        cost.NameTicks(steps);
        cost.Draw(canvas, new PixelRect(0, (Width / 2) - RightMargin, Height, 0), Alignment.UpperRight);

        using var accuracy = new CurvePlot(char.ToUpperInvariant(report.Figure[0]) + report.Figure[1..], "after the step");
        accuracy.Add("before fine-tuning", report.Steps.Select((step, i) => ((double)(i + 1), step.AccuracyBeforeTuning)), CurvePlot.Training);
        accuracy.Add("validation", figures.Select((figure, i) => ((double)i, figure.Accuracy)), CurvePlot.Validation);
        accuracy.NameTicks(steps);
        accuracy.Draw(canvas, new PixelRect(Width / 2, Width - RightMargin, Height, 0), Alignment.LowerLeft);

        IEnumerable<(double X, double? Y)> Left(Func<CompressionFigures, double?> of) =>
            figures.Select((figure, i) => ((double)i, 100 * of(figure) / of(original)));
    }
}
