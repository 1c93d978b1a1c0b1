using System.Collections.ObjectModel;

namespace DsCnn.Inspection;

/// <summary>What the images of a data set are, and what is wrong with them.</summary>
public sealed class DataReport
{
    internal DataReport(DataPictures pictures, int smallClass) => (Pictures, SmallClass) = (pictures, smallClass);

    /// <summary>The data set's name or folder.</summary>
    public string Data { get; internal init; } = "";

    /// <summary>The splits that there are.</summary>
    public IReadOnlyList<DataSplit> Splits { get; internal init; } = [];

    /// <summary>How many images can be read.</summary>
    public int Images { get; internal init; }

    /// <summary>How many images of each split can be read.</summary>
    public IReadOnlyDictionary<DataSplit, int> ImagesBySplit { get; internal init; } = ReadOnlyDictionary<DataSplit, int>.Empty;

    /// <summary>The readable images of each class, the classes of the training images first.</summary>
    public IReadOnlyList<ClassImages> Classes { get; internal init; } = [];

    /// <summary>How large the images are, or null where none can be read.</summary>
    public ImageSizes? Sizes { get; internal init; }

    /// <summary>How many of the readable images have no color, however they are stored.</summary>
    public int Gray { get; internal init; }

    /// <summary>How many of the readable images have color.</summary>
    public int Colored => Images - Gray;

    /// <summary>The files that cannot be decoded.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; internal init; } = [];

    /// <summary>Files that are no images of a class, counted by kind.</summary>
    public LeftOutFiles LeftOut { get; internal init; } = LeftOutFiles.None;

    /// <summary>What was guessed about folders, such as that two whose names look the same are one class.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>Images of one tone all over. They are no near duplicates of anything, but may be equal.</summary>
    public IReadOnlyList<InspectedImage> Plain { get; internal init; } = [];

    /// <summary>Images that show the same picture; no image is in two groups.</summary>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; internal init; } = [];

    /// <summary>The duplicates that are in several splits: what is measured on them says nothing.</summary>
    public IEnumerable<DuplicateGroup> Leaks => Duplicates.Where(group => group.CrossesSplits);

    /// <summary>The duplicates that are in several classes: some of their labels are wrong.</summary>
    public IEnumerable<DuplicateGroup> Conflicts => Duplicates.Where(group => group.CrossesClasses);

    /// <summary>What should be known before training, the most serious first.</summary>
    public IReadOnlyList<DataFinding> Findings => field ??= DataFindings.Of(this);

    internal DataPictures Pictures { get; }

    /// <summary>Classes of fewer training images are small.</summary>
    internal int SmallClass { get; }

    /// <summary>The report as text for a terminal.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToText() => DataReportText.Describe(this).ToText();

    /// <summary>The report in Markdown as GitHub reads it.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown() => DataReportText.Describe(this).ToMarkdown();

    /// <summary>The report with pictures: some of each class, the duplicates, and what augmentation does.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and without anything to load.</returns>
    public string ToHtml() => HtmlDocument.Section(DataReportText.TitleOf(this), DataReportPage.Content(this));

    /// <summary>The same as a page of its own, for light and dark.</summary>
    /// <returns>An HTML document in ASCII, without scripts and without anything to load.</returns>
    public string ToHtmlPage() => HtmlDocument.Page(DataReportText.TitleOf(this), DataReportPage.Content(this));

    /// <summary>Groups as the page shows them: each only under the worst that can be said of it.</summary>
    internal static IEnumerable<IEnumerable<DuplicateGroup>> Kinds(IReadOnlyList<DuplicateGroup> groups) =>
    [
        groups.Where(group => group.CrossesClasses),
        groups.Where(group => group is { CrossesClasses: false, CrossesSplits: true }),
        groups.Where(group => group is { CrossesClasses: false, CrossesSplits: false }),
    ];
}
