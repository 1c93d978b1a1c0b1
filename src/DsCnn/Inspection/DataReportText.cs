using System.Globalization;

namespace DsCnn.Inspection;

/// <summary>The text of an inspection, for text and Markdown, and the parts that its page shares.</summary>
internal static class DataReportText
{
    internal static string NameOf(DataSplit split) => split switch
    {
        DataSplit.Train => "training",
        DataSplit.Validation => "validation",
        _ => "test",
    };

    internal static string TitleOf(DataReport report) =>
        $"{report.Data}: {Quantity.Exact(report.Images)} {(report.Images == 1 ? "image" : "images")} of {report.Classes.Count} {(report.Classes.Count == 1 ? "class" : "classes")}";

    internal static Report Describe(DataReport report) =>
        new(TitleOf(report), Classes(report), [.. Pixels(report), .. report.Findings.Select(finding => finding.ToString()), .. report.Findings.Count == 0 ? [NothingFound] : Array.Empty<string>()]);

    internal const string NothingFound = "No problems were found.";

    /// <summary>A row for each class with the number of images in each split.</summary>
    internal static Table Classes(DataReport report)
    {
        bool several = report.Splits.Count > 1;
        var table = new Table(
        [
            new("class"), .. report.Splits.Select(split => new Table.Column(NameOf(split), AlignRight: true)),
            .. several ? [new Table.Column("all", AlignRight: true)] : Array.Empty<Table.Column>(),
        ]);
        foreach (ClassImages c in report.Classes)
            table.Add([c.Name, .. report.Splits.Select(split => Quantity.Exact(c.In(split))), .. several ? [Quantity.Exact(c.Total)] : Array.Empty<string>()]);
        table.AddTotal(
        [
            "all", .. report.Splits.Select(split => Quantity.Exact(report.ImagesBySplit.GetValueOrDefault(split))),
            .. several ? [Quantity.Exact(report.Images)] : Array.Empty<string>(),
        ]);
        return table;
    }

    private static IEnumerable<string> Pixels(DataReport report)
    {
        if (report.Sizes is not { } sizes)
            yield break;
        yield return sizes.Different == 1
            ? $"Size: {Size(sizes.Median)} (rows x columns)"
            : $"Sizes: {Size(sizes.Smallest)} to {Size(sizes.Largest)}, the median {Size(sizes.Median)} (rows x columns); width / height {Aspects(sizes)}";
        yield return $"Channels: {Channels(report)}";
    }

    internal static string Size((int Height, int Width) size) => string.Create(CultureInfo.InvariantCulture, $"{size.Height} x {size.Width}");

    internal static string Aspects(ImageSizes sizes) => sizes.NarrowestAspect == sizes.WidestAspect
        ? Aspect(sizes.MedianAspect)
        : $"{Aspect(sizes.NarrowestAspect)} to {Aspect(sizes.WidestAspect)}, the median {Aspect(sizes.MedianAspect)}";

    internal static string Channels(DataReport report) => report switch
    {
        { Colored: 0 } => "all gray",
        { Gray: 0 } => "all in color",
        _ => $"{Quantity.Exact(report.Colored)} in color, {Quantity.Exact(report.Gray)} gray",
    };

    private static string Aspect(double aspect) => aspect.ToString("0.00", CultureInfo.InvariantCulture);
}
