using System.Globalization;

namespace DsCnn;

/// <summary>Draws the predictions of a classifier.</summary>
public static class PredictionDiagram
{
    private const double PictureSide = 120;
    private const double BarLength = 180;
    private const double BarHeight = 14;
    private const double RowHeight = 24;
    private const double WidestLabel = 160;
    private const double Gap = 8;

    /// <summary>Draws predictions as bars, next to their picture if it is given.</summary>
    /// <param name="predictions">The predictions, in drawing order.</param>
    /// <param name="picture">The picture's file (PNG, JPEG, BMP, WebP or GIF), which is embedded in the drawing, or nothing.</param>
    /// <param name="top">The number of predictions to draw, from the first.</param>
    /// <returns>An <c>svg</c> element in ASCII, for light and dark pages, without scripts and external resources.</returns>
    /// <exception cref="ArgumentException">There are no predictions, or <paramref name="picture"/> is not one of these kinds of file.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is not positive.</exception>
    public static string ToSvg(this IReadOnlyList<Prediction> predictions, ReadOnlySpan<byte> picture = default, int top = 5)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        if (predictions.Count == 0)
            throw new ArgumentException("A drawing needs one prediction or more. Received: none.", nameof(predictions));

        var canvas = new SvgCanvas();
        double left = 0;
        if (!picture.IsEmpty)
        {
            canvas.Picture(0, 0, PictureSide, MediaTypeOf(picture), picture);
            left = PictureSide + (2 * Gap);
        }

        List<Prediction> drawn = [.. predictions.Take(top)];
        double bars = left + Gap + Math.Min(WidestLabel, drawn.Max(p => TextStyle.Label.Width(p.Label)));
        foreach ((int row, Prediction prediction) in drawn.Index())
            DrawRow(canvas, bars, row * RowHeight, prediction);
        return Markup.Write(canvas.ToElement($"{predictions[0].Label}: {Percentage(predictions[0])}"));
    }

    private static void DrawRow(SvgCanvas canvas, double left, double top, Prediction prediction)
    {
        double length = BarLength * Math.Clamp(prediction.Probability, 0, 1);
        double baseline = top + BarHeight - 3;
        canvas.Text(left - Gap, baseline, TextStyle.Label.Fit(prediction.Label, WidestLabel), TextStyle.Label, Anchor.End);
        canvas.Rectangle(left, top, length, BarHeight, Tone.Right);
        canvas.Text(left + length + Gap, baseline, Percentage(prediction), TextStyle.Note);
    }

    private static string Percentage(Prediction prediction) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * prediction.Probability:0.0} %");

    /// <summary>The media type of a file, from its first bytes.</summary>
    private static string MediaTypeOf(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "image/gif",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "image/webp",
        _ => throw new ArgumentException("The picture must be a PNG, JPEG, BMP, WebP or GIF file.", nameof(picture)),
    };
}
