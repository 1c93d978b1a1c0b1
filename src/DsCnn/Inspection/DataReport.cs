using System.Collections.ObjectModel;

namespace DsCnn.Inspection;

/// <summary>The contents of a data set, and its problems.</summary>
public sealed class DataReport
{
    internal DataReport(DataPictures pictures, int smallClass) => (Pictures, SmallClass) = (pictures, smallClass);

    /// <summary>The data set's name or folder.</summary>
    public string Data { get; internal init; } = "";

    /// <summary>The splits in the data set.</summary>
    public IReadOnlyList<DataSplit> Splits { get; internal init; } = [];

    /// <summary>The number of readable images.</summary>
    public int Images { get; internal init; }

    /// <summary>The number of readable images in each split.</summary>
    public IReadOnlyDictionary<DataSplit, int> ImagesBySplit { get; internal init; } = ReadOnlyDictionary<DataSplit, int>.Empty;

    /// <summary>The number of readable images of each class, the classes of the training images first.</summary>
    public IReadOnlyList<ClassImages> Classes { get; internal init; } = [];

    /// <summary>The sizes of the images, or null if none can be read.</summary>
    public ImageSizes? Sizes { get; internal init; }

    /// <summary>The number of readable images without color, however they are stored.</summary>
    public int Gray { get; internal init; }

    /// <summary>The number of readable images with color.</summary>
    public int Colored => Images - Gray;

    /// <summary>The files that cannot be decoded.</summary>
    public IReadOnlyList<UnreadableImage> Unreadable { get; internal init; } = [];

    /// <summary>Files that are not images of a class, counted by kind.</summary>
    public LeftOutFiles LeftOut { get; internal init; } = LeftOutFiles.None;

    /// <summary>Guesses about folders, for example that two whose names look the same are one class.</summary>
    public IReadOnlyList<string> Remarks { get; internal init; } = [];

    /// <summary>Images of a single uniform tone. They are not near duplicates of anything, but may be exact duplicates.</summary>
    public IReadOnlyList<InspectedImage> Plain { get; internal init; } = [];

    /// <summary>Images that show the same picture; no image is in two groups.</summary>
    public IReadOnlyList<DuplicateGroup> Duplicates { get; internal init; } = [];

    /// <summary>The duplicates that are in several splits: results on them are meaningless.</summary>
    public IEnumerable<DuplicateGroup> Leaks => Duplicates.Where(group => group.CrossesSplits);

    /// <summary>The duplicates that are in several classes: some of their labels are wrong.</summary>
    public IEnumerable<DuplicateGroup> Conflicts => Duplicates.Where(group => group.CrossesClasses);

    /// <summary>Everything worth knowing before training, the most serious first.</summary>
    public IReadOnlyList<DataFinding> Findings => field ??= DataFindings.Of(this);

    internal DataPictures Pictures { get; }

    /// <summary>Classes with fewer training images are small.</summary>
    internal int SmallClass { get; }

    /// <summary>The report as text for a terminal.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToText() => DataReportText.Describe(this).ToText();

    /// <summary>The report in GitHub-flavored Markdown.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown() => DataReportText.Describe(this).ToMarkdown();

    /// <summary>The report with pictures: some of each class, the duplicates, and the effect of augmentation.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public string ToHtml() => HtmlDocument.Section(DataReportText.TitleOf(this), DataReportPage.Content(this));

    /// <summary>The same report as a separate page, for light and dark mode.</summary>
    /// <returns>An HTML document in ASCII, without scripts and external resources.</returns>
    public string ToHtmlPage() => HtmlDocument.Page(DataReportText.TitleOf(this), DataReportPage.Content(this));

    /// <summary>Groups as shown on the page, each only under its most serious problem.</summary>
    internal static IEnumerable<IEnumerable<DuplicateGroup>> Kinds(IReadOnlyList<DuplicateGroup> groups) =>
    [
        groups.Where(group => group.CrossesClasses),
        groups.Where(group => group is { CrossesClasses: false, CrossesSplits: true }),
        groups.Where(group => group is { CrossesClasses: false, CrossesSplits: false }),
    ];
}
