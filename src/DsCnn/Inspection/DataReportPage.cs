using System.Xml.Linq;

namespace DsCnn.Inspection;

/// <summary>Formats an inspection as HTML: figures, findings, classes, pictures of each class, duplicates, augmentation.</summary>
internal static class DataReportPage
{
    private const int TileSide = 72;
    private const int ListedFiles = 50;

    internal static IEnumerable<XElement?> Content(DataReport report) =>
    [
        HtmlParts.Facts(Facts(report)),
        HtmlParts.Findings(report.Findings.Count == 0 ? [("good", DataReportText.NothingFound)] : report.Findings.Select(finding => (ClassOf(finding.Level), finding.Text))),
        HtmlParts.Heading("Classes"),
        HtmlParts.DrawTable(DataReportText.Classes(report), Shares(report)),
        .. Montages(report),
        .. DuplicateSections(report),
        .. Unreadable(report),
        .. Augmentations(report),
    ];

    private static IEnumerable<(string Name, string Value)> Facts(DataReport report)
    {
        yield return ("images", Quantity.Exact(report.Images));
        yield return ("classes", Quantity.Exact(report.Classes.Count));
        if (report.Sizes is { } sizes)
        {
            if (sizes.Different == 1)
            {
                yield return ("size (rows x columns)", DataReportText.Size(sizes.Median));
            }
            else
            {
                yield return ("smallest", DataReportText.Size(sizes.Smallest));
                yield return ("median (rows x columns)", DataReportText.Size(sizes.Median));
                yield return ("largest", DataReportText.Size(sizes.Largest));
                yield return ("width / height", DataReportText.Aspects(sizes));
            }

            yield return ("channels", DataReportText.Channels(report));
        }

        yield return ("unreadable", Quantity.Exact(report.Unreadable.Count));
        yield return ("equal to another", Quantity.Exact(report.Duplicates.Sum(group => group.Pictures.Sum(equal => equal.Count - 1))));
        yield return ("nearly equal", Quantity.Exact(report.Duplicates.Sum(group => group.Pictures.Count - 1)));
    }

    private static string ClassOf(FindingLevel level) => level switch
    {
        FindingLevel.Problem => "bad",
        FindingLevel.Warning => "warn",
        _ => "",
    };

    private static double[] Shares(DataReport report)
    {
        double largest = Math.Max(1, report.Classes.Max(c => c.Total));
        return [.. report.Classes.Select(c => c.Total / largest)];
    }

    private static IEnumerable<XElement> Montages(DataReport report)
    {
        var shown = report.Classes.Zip(report.Pictures.Montages).Where(pair => !pair.Second.IsEmpty).ToList();
        if (shown.Count == 0)
            yield break;
        yield return HtmlParts.Heading("Some images of each class");
        foreach ((ClassImages c, var images) in shown)
        {
            yield return HtmlParts.Subheading(c.Name);
            yield return HtmlParts.Tiles(images.Where(report.Pictures.Files.ContainsKey).Select(i => report.Pictures.Files[i]), TileSide);
        }
    }

    private static IEnumerable<XElement> DuplicateSections(DataReport report)
    {
        string[] titles = ["The same picture in several classes", "The same picture in several splits", "The same picture several times"];
        foreach ((string title, IEnumerable<DuplicateGroup> kind) in titles.Zip(DataReport.Kinds(report.Duplicates)))
        {
            DuplicateGroup[] groups = [.. kind];
            if (groups.Length == 0)
                continue;
            yield return HtmlParts.Heading(title);
            if (groups.Length > DataPictures.ShownGroups)
                yield return HtmlParts.Note($"{DataPictures.ShownGroups} of {Quantity.Exact(groups.Length)} groups.");
            foreach (DuplicateGroup group in groups.Take(DataPictures.ShownGroups))
            {
                yield return HtmlParts.Subheading(Describe(group));
                yield return HtmlParts.Cards(group.Shown.Select(image => Card(report, image)));
            }
        }
    }

    private static string Describe(DuplicateGroup group)
    {
        string images = $"{Quantity.Exact(group.Images.Count)} images, {(group.IsExact ? "equal in every pixel" : "nearly equal")}";
        return group.Images.Count > DataPictures.ShownOfGroup ? $"{images} ({DataPictures.ShownOfGroup} shown)" : images;
    }

    private static XElement Card(DataReport report, InspectedImage image) => HtmlParts.Card(
        report.Pictures.Files.TryGetValue(image.Index, out HtmlPicture? picture) ? [picture] : [], 2 * TileSide,
        image.ClassName, DataReportText.NameOf(image.Split), image.Name);

    private static IEnumerable<XElement> Unreadable(DataReport report)
    {
        if (report.Unreadable.Count == 0)
            yield break;
        var table = new Table(new("file"), new("what is wrong"));
        foreach (UnreadableImage file in report.Unreadable.Take(ListedFiles))
            table.Add(file.Path, file.Reason);
        yield return HtmlParts.Heading("Files that cannot be read");
        if (report.Unreadable.Count > ListedFiles)
            yield return HtmlParts.Note($"{ListedFiles} of {Quantity.Exact(report.Unreadable.Count)}.");
        yield return HtmlParts.DrawTable(table);
    }

    private static IEnumerable<XElement> Augmentations(DataReport report)
    {
        if (report.Pictures.Augmentations is not { } augmentations)
            yield break;
        yield return HtmlParts.Heading("What augmentation does");
        yield return HtmlParts.Note("Each row shows an image and how it could look in different epochs of a training run.");
        foreach (XElement row in augmentations.Content())
            yield return row;
    }
}
