using System.Globalization;

namespace DsCnn.Metrics;

/// <summary>Formats <see cref="MultiLabelMetrics"/>: a row for each label.</summary>
public static class MultiLabelSummary
{
    /// <summary>The figures as text for a terminal.</summary>
    /// <param name="metrics">The figures.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToText(this MultiLabelMetrics metrics) => Describe(metrics).ToText();

    /// <summary>The figures in GitHub-flavored Markdown.</summary>
    /// <param name="metrics">The figures.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToMarkdown(this MultiLabelMetrics metrics) => Describe(metrics).ToMarkdown();

    /// <summary>The figures as an HTML fragment, which is also well-formed XML.</summary>
    /// <param name="metrics">The figures.</param>
    /// <returns>A <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public static string ToHtml(this MultiLabelMetrics metrics) => HtmlReport.Draw(Describe(metrics));

    internal static Report Describe(MultiLabelMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var table = new Table(
            new("label"), new("images", AlignRight: true), new("found", AlignRight: true), new("wrongly", AlignRight: true), new("threshold", AlignRight: true),
            new("precision", AlignRight: true), new("recall", AlignRight: true), new("F1", AlignRight: true), new("AP", AlignRight: true));
        foreach (LabelMetrics label in metrics.PerLabel)
        {
            table.Add(
                label.Name, Quantity.Exact(label.Images), Quantity.Exact(label.Correct), Quantity.Exact(label.Predicted - label.Correct), Share(label.Threshold),
                Share(label.Precision), Share(label.Recall), Share(label.F1), label.AveragePrecision is { } area ? Share(area) : "");
        }

        table.AddTotal(
            "all labels", Quantity.Exact(metrics.PerLabel.Sum(label => label.Images)), Quantity.Exact(metrics.PerLabel.Sum(label => label.Correct)),
            Quantity.Exact(metrics.PerLabel.Sum(label => label.Predicted - label.Correct)), "",
            Share(metrics.MicroPrecision), Share(metrics.MicroRecall), Share(metrics.MicroF1), "");
        table.AddTotal("mean of the labels", "", "", "", "", "", "", Share(metrics.MacroF1), Share(metrics.MeanAveragePrecision));
        return new Report(
            $"Labels of {Quantity.Exact(metrics.Images)} images, mean average precision {Quantity.Percent(metrics.MeanAveragePrecision)}",
            table,
            [$"All labels right, and no other: {Quantity.Percent(metrics.ExactMatchRatio)} of the images."]);
    }

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
