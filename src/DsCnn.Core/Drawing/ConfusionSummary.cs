using System.Globalization;

namespace DsCnn.Metrics;

/// <summary>Formats confusion matrices: a row for each class with its figures and its predictions.</summary>
public static class ConfusionSummary
{
    // With more columns of counts than this, lines become too long to read; the most frequent mistake is shown instead.
    private const int MostCountedClasses = 12;

    /// <summary>The matrix as text for a terminal.</summary>
    /// <param name="confusion">The matrix.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToText(this ConfusionMatrix confusion) => Describe(confusion).ToText();

    /// <summary>The matrix in GitHub-flavored Markdown.</summary>
    /// <param name="confusion">The matrix.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToMarkdown(this ConfusionMatrix confusion) => Describe(confusion).ToMarkdown();

    /// <summary>The matrix as HTML: the heat map of <see cref="ConfusionDiagram.ToSvg"/> and the table.</summary>
    /// <param name="confusion">The matrix.</param>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public static string ToHtml(this ConfusionMatrix confusion)
    {
        Report report = Describe(confusion);
        return HtmlReport.Draw(report, ConfusionDiagram.Draw(confusion));
    }

    internal static string TitleOf(ConfusionMatrix confusion) =>
        $"Confusion of {Quantity.Exact(confusion.Images)} images, accuracy {Quantity.Percent(confusion.Accuracy)}";

    internal static Report Describe(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        int classes = confusion.ClassNames.Length;
        bool countsFit = classes <= MostCountedClasses;
        Table.Column[] last = countsFit
            ? [.. Enumerable.Range(0, classes).Select(i => new Table.Column(Position(i), AlignRight: true))]
            : [new("most often mistaken for")];
        var table = new Table(
        [
            new("#", AlignRight: true), new("class"), new("images", AlignRight: true),
            new("precision", AlignRight: true), new("recall", AlignRight: true), new("F1", AlignRight: true), .. last,
        ]);

        string[] mistakes = MostFrequentMistakes(confusion);
        foreach ((int i, ClassMetrics metrics) in confusion.PerClass.Index())
        {
            string[] cells = countsFit
                ? [.. Enumerable.Range(0, classes).Select(predicted => Quantity.Exact(confusion[i, predicted]))]
                : [mistakes[i]];
            table.Add(
            [
                Position(i), metrics.Name, Quantity.Exact(metrics.Images),
                Share(metrics.Precision), Share(metrics.Recall), Share(metrics.F1), .. cells,
            ]);
        }

        table.AddTotal(
        [
            "", "mean of the classes", Quantity.Exact(confusion.Images),
            Share(confusion.MacroPrecision), Share(confusion.MacroRecall), Share(confusion.MacroF1), .. last.Select(_ => ""),
        ]);
        return new Report(
            TitleOf(confusion), table, countsFit ? [$"Columns 0 to {classes - 1}: how many images of the row's class were classified as that class."] : []);
    }

    private static string[] MostFrequentMistakes(ConfusionMatrix confusion)
    {
        string[] mistakes = new string[confusion.ClassNames.Length];
        Array.Fill(mistakes, "");
        foreach (var ofClass in confusion.Entries.Where(e => e.Actual != e.Predicted).GroupBy(e => e.Actual))
        {
            (int actual, int predicted, int count) = ofClass.MaxBy(e => e.Count);
            mistakes[actual] = $"{confusion.ClassNames[predicted]} ({Quantity.Exact(count)})";
        }

        return mistakes;
    }

    private static string Position(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("0.000", CultureInfo.InvariantCulture);
}
