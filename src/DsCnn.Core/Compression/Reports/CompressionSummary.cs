using System.Globalization;

namespace DsCnn.Compression;

/// <summary>Formats a <see cref="CompressionReport"/>.</summary>
public static class CompressionSummary
{
    /// <summary>The report as text for a terminal.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string Summary(this CompressionReport report) => Describe(report).ToText();

    /// <summary>The report in GitHub-flavored Markdown.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Lines that end in a line feed.</returns>
    public static string ToMarkdown(this CompressionReport report) => Describe(report).ToMarkdown();

    /// <summary>The report as an HTML fragment, which is also well-formed XML.</summary>
    /// <param name="report">The report.</param>
    /// <returns>A <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public static string ToHtml(this CompressionReport report) => HtmlReport.Draw(Describe(report));

    private static Report Describe(CompressionReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var table = new Table(
            new("step"), new("goal"), new("parameters", AlignRight: true), new("MACs", AlignRight: true), new("file", AlignRight: true),
            new("packed", AlignRight: true), new("weights", AlignRight: true), new("images/s", AlignRight: true), new("untuned", AlignRight: true),
            new(report.Figure, AlignRight: true), new("seconds", AlignRight: true));
        Add(table, "original", "", report.Original, null, null);
        foreach (CompressionStep step in report.Steps)
            Add(table, step.Method.Name(), step.Goal, step.After, step.AccuracyBeforeTuning, step.Seconds);

        CompressionFigures from = report.Original, to = report.Compressed;
        string ratios =
            $"{Times(from.Parameters, to.Parameters)} x fewer parameters, {Times(from.Macs, to.Macs)} x fewer MACs, " +
            $"{Times(from.FileBytes, to.FileBytes)} x smaller file, {Times(from.FileBytes, to.PackedBytes)} x smaller packed by Brotli";
        if (to.ImagesPerSecond / from.ImagesPerSecond is { } faster)
            ratios += $", {Quantity.Ratio(faster)} x as fast";
        return new Report(
            $"{report.Name}, compressed",
            table,
            [
                ratios,
                .. OnMicrocontroller(report.Target.Memory, from, to),
                report.MeetsTarget ? "the target is met" : $"the target is missed: {string.Join("; ", report.Misses)}",
                .. report.Steps.SelectMany(Notes),
                .. report.Skipped.Select(skipped => $"skipped {skipped.Name}: {skipped.Reason}"),
            ]);
    }

    private static IEnumerable<string> OnMicrocontroller(MemoryMode memory, CompressionFigures from, CompressionFigures to)
    {
        if (to is { RamBytes: { } ram, FlashBytes: { } flash })
        {
            yield return $"as int8 in C: {Quantity.Exact(ram)} bytes of RAM ({memory.Name()}), {Quantity.Exact(from.RamBytes ?? ram)} before; " +
                $"{Quantity.Exact(flash)} bytes of flash, {Quantity.Exact(from.FlashBytes ?? flash)} before";
        }
    }

    private static IEnumerable<string> Notes(CompressionStep step)
    {
        string method = step.Method.Name();
        if (!step.Done.IsEmpty)
            yield return $"{method}: {string.Join("; ", step.Done)}";
        foreach (IGrouping<string, string> same in step.Skipped.GroupBy(skipped => skipped.Reason, skipped => skipped.Name))
            yield return $"{method} left {string.Join(", ", same)}: {same.Key}";
    }

    private static void Add(Table table, string step, string goal, CompressionFigures figures, double? untuned, double? seconds) =>
        table.Add(
            step, goal,
            Quantity.Exact(figures.Parameters), Quantity.Exact(figures.Macs), $"{Quantity.Short(figures.FileBytes)}B", $"{Quantity.Short(figures.PackedBytes)}B",
            $"{Quantity.Short(figures.WeightBytes)}B", Number(figures.ImagesPerSecond, "0.0"),
            Number(untuned, "0.0000"), Number(figures.Accuracy, "0.0000"), Number(seconds, "0.0"));

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Times(long from, long to) => Quantity.Ratio((double)from / Math.Max(1, to));
}
