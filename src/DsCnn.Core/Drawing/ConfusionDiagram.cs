using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Metrics;

/// <summary>Draws confusion matrices as heat maps: a row for each actual class, a column for each predicted class.</summary>
public static class ConfusionDiagram
{
    private const double Side = 460;
    private const double LargestCell = 52;
    private const double SmallestCell = 1;
    private const double SmallestNamedCell = 13;
    private const double SmallestCountedCell = 26;
    private const double LabelWidth = 150;
    private const double ColumnAngle = -45;
    private const double Gap = 8;
    private const double FigureWidth = 52;

    /// <summary>Draws the matrix as SVG: correct predictions in blue, wrong ones in red. The larger the share of the row, the deeper the color.</summary>
    /// <remarks>Each cell shows its classes and count in a tooltip. Names and counts are omitted if the cells are too small for them.</remarks>
    /// <param name="confusion">The matrix.</param>
    /// <returns>An <c>svg</c> element in ASCII, for light and dark pages, without scripts and external resources.</returns>
    public static string ToSvg(this ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        return Markup.Write(Draw(confusion));
    }

    internal static XElement Draw(ConfusionMatrix confusion)
    {
        int classes = confusion.ClassNames.Length;
        double cell = Math.Clamp(Side / classes, SmallestCell, LargestCell);
        var canvas = new SvgCanvas();
        canvas.Rectangle(0, 0, classes * cell, classes * cell, Tone.Paper);
        DrawCells(canvas, confusion, cell);
        double labels = cell >= SmallestNamedCell ? DrawLabels(canvas, confusion, cell) : 0;

        double side = classes * cell;
        canvas.Text(0, -labels - Gap - 18, ConfusionSummary.TitleOf(confusion), TextStyle.Title);
        canvas.Text(side / 2, side + (cell >= SmallestCountedCell ? 44 : 22), "columns: predicted, rows: actual", TextStyle.Note, Anchor.Middle);
        return canvas.ToElement(ConfusionSummary.TitleOf(confusion));
    }

    private static void DrawCells(SvgCanvas canvas, ConfusionMatrix confusion, double cell)
    {
        double inset = cell >= SmallestNamedCell ? 1 : 0;
        foreach ((int actual, int predicted, int count) in confusion.Entries)
        {
            // The square root, because most mistakes are a few percent and would be invisible.
            double depth = Math.Sqrt((double)count / confusion.PerClass[actual].Images);
            (double x, double y) = (predicted * cell, actual * cell);
            string names = actual == predicted
                ? $"{confusion.ClassNames[actual]} recognized"
                : $"{confusion.ClassNames[actual]} taken for {confusion.ClassNames[predicted]}";
            canvas.Tile(
                x + inset, y + inset, cell - (2 * inset), actual == predicted ? Tone.Right : Tone.Wrong, depth,
                $"{names}: {Quantity.Exact(count)} of {Quantity.Exact(confusion.PerClass[actual].Images)}");
            string text = Quantity.Exact(count);
            if (cell >= SmallestCountedCell && TextStyle.Label.Width(text) <= cell)
                canvas.Text(x + (cell / 2), y + (cell / 2) + 4, text, TextStyle.Label, Anchor.Middle);
        }
    }

    /// <summary>Names on the left and on top, recall on the right, precision below.</summary>
    /// <returns>The height of the names on top.</returns>
    private static double DrawLabels(SvgCanvas canvas, ConfusionMatrix confusion, double cell)
    {
        TextStyle style = TextStyle.Label with { Size = Math.Min(TextStyle.Label.Size, cell * 0.8) };
        TextStyle note = TextStyle.Note with { Size = Math.Min(TextStyle.Note.Size, cell * 0.8) };
        double side = confusion.ClassNames.Length * cell;
        double height = 0;
        foreach ((int i, ClassMetrics metrics) in confusion.PerClass.Index())
        {
            double middle = (i + 0.5) * cell;
            string name = style.Fit(metrics.Name, LabelWidth);
            canvas.Text(-Gap, middle + 4, name, style, Anchor.End);
            canvas.SlantedText(middle + 4, -Gap, name, style, ColumnAngle);
            height = Math.Max(height, style.Width(name) * Math.Sin(-ColumnAngle * Math.PI / 180));
            canvas.Text(side + FigureWidth, middle + 4, Figure(metrics.Recall, metrics.Images), note, Anchor.End);
            if (cell >= SmallestCountedCell)
                canvas.Text(middle, side + 18, Figure(metrics.Precision, metrics.Predicted), note, Anchor.Middle);
        }

        canvas.Text(side + FigureWidth, -Gap, "recall", TextStyle.Note with { Bold = true }, Anchor.End);
        if (cell >= SmallestCountedCell)
            canvas.Text(-Gap, side + 18, "precision", TextStyle.Note with { Bold = true }, Anchor.End);
        return height;
    }

    private static string Figure(double share, int of) =>
        of == 0 ? "\u2013" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
