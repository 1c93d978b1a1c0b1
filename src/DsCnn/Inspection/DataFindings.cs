using System.Globalization;

namespace DsCnn.Inspection;

/// <summary>Turns the results of an inspection into sentences.</summary>
internal sealed class DataFindings
{
    private const int Named = 3;
    private const int Handful = 5;
    private const double Unbalanced = 10;

    private readonly List<DataFinding> _findings = [];

    /// <summary>Names the classes that have too few training images to be learned well, or returns null if there are none.</summary>
    internal static string? OfTraining(IImageSource images) =>
        SmallClasses([.. images.ClassNames.Zip(ClassWeights.Count(images)).Where(c => c.Second > 0)], Handful);

    /// <summary>Everything worth knowing about a data set, the most serious first.</summary>
    internal static DataFinding[] Of(DataReport report)
    {
        var findings = new DataFindings();
        findings.OfFiles(report);
        findings.OfDuplicates(report);
        findings.OfClasses(report);
        findings.OfPixels(report);
        return [.. findings._findings.OrderByDescending(finding => finding.Level)];
    }

    private void OfFiles(DataReport report)
    {
        if (report.Unreadable.Count > 0)
            Add(FindingLevel.Problem, $"{Files(report.Unreadable.Count)} of {Quantity.Exact(report.Unreadable.Count + report.Images)} cannot be read: {Some(report.Unreadable)}");
        foreach (string remark in report.Remarks)
            Add(FindingLevel.Warning, $"{remark}.");
        if (report.LeftOut.Count > 0)
            Add(FindingLevel.Note, $"Left out because they are not images of a class: {report.LeftOut}.");
    }

    private void OfDuplicates(DataReport report)
    {
        DuplicateGroup[] conflicts = [.. report.Conflicts];
        if (conflicts.Length > 0)
            Add(FindingLevel.Problem, $"{Pictures(conflicts.Length)} labeled in two ways, so one label is wrong: {Some(conflicts.Select(group => string.Join(" = ", Examples(group, image => image.ClassName))))}");
        foreach (DataSplit measured in report.Splits.Where(split => split != DataSplit.Train))
        {
            int known = report.Leaks.Where(group => group.Images.Any(image => image.Split < measured)).Sum(group => group.Images.Count(image => image.Split == measured));
            if (known > 0)
            {
                Add(FindingLevel.Problem, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Quantity.Exact(known)} of {Quantity.Exact(report.ImagesBySplit.GetValueOrDefault(measured))} {DataReportText.NameOf(measured)} images {(known == 1 ? "is" : "are")} also in another split, so results on them are too good."));
            }
        }

        int copies = report.Duplicates.Sum(group => group.Pictures.Sum(equal => equal.Count - 1));
        int near = report.Duplicates.Sum(group => group.Pictures.Count - 1);
        if (copies > 0)
            Add(FindingLevel.Warning, $"{Images(copies)} equal to others in every pixel.");
        if (near > 0)
            Add(FindingLevel.Warning, $"{Images(near)} nearly equal to others: the same picture in a different size, format, brightness or contrast.");
    }

    private void OfClasses(DataReport report)
    {
        string[] empty = [.. report.Classes.Where(c => c.Train == 0).Select(c => c.Name)];
        if (empty.Length > 0)
            Add(FindingLevel.Problem, $"{Classes(empty.Length)} no readable training images: {Some(empty)}");
        if (report.Classes.Count == 1)
            Add(FindingLevel.Problem, "There is only one class. A classifier needs two or more.");
        foreach (DataSplit split in report.Splits.Where(split => split != DataSplit.Train))
        {
            string[] missing = [.. report.Classes.Where(c => c.Train > 0 && c.In(split) == 0).Select(c => c.Name)];
            if (missing.Length > 0)
                Add(FindingLevel.Warning, $"{Classes(missing.Length)} no {DataReportText.NameOf(split)} images: {Some(missing)}");
        }

        ClassImages[] filled = [.. report.Classes.Where(c => c.Train > 0)];
        if (SmallClasses([.. filled.Select(c => (c.Name, c.Train))], report.SmallClass) is { } small)
            Add(FindingLevel.Warning, small);
        if (filled.Length > 1 && filled.Max(c => c.Train) >= Unbalanced * filled.Min(c => c.Train))
        {
            (ClassImages largest, ClassImages smallest) = (filled.MaxBy(c => c.Train)!, filled.MinBy(c => c.Train)!);
            Add(FindingLevel.Warning, $"{largest.Name} has {Quantity.Ratio((double)largest.Train / smallest.Train)} times as many training images as {smallest.Name}.");
        }
    }

    private static string? SmallClasses((string Name, int Images)[] classes, int bound)
    {
        (string Name, int Images)[] small = [.. classes.Where(c => c.Images < bound).OrderBy(c => c.Images)];
        return small.Length == 0 ? null : $"{Classes(small.Length)} fewer than {bound} training images: {Some(small.Select(c => $"{c.Name} ({c.Images})"))}";
    }

    private void OfPixels(DataReport report)
    {
        if (report.Plain.Count > 0)
            Add(FindingLevel.Warning, $"{Images(report.Plain.Count)} of a single uniform tone: {Some(report.Plain.Select(image => image.Name))}");
        if (report is { Gray: > 0, Colored: > 0 })
            Add(FindingLevel.Note, $"{Images(report.Gray)} gray, the other {Quantity.Exact(report.Colored)} colored. If most images of a class are gray, a network learns that instead.");
        if (report.Sizes is { } sizes && (sizes.Different > 1 || sizes.Training != sizes.Median))
        {
            string why = sizes.Different > 1 ? $"Images have {Quantity.Exact(sizes.Different)} different sizes" : "Images are large";
            if (sizes.MostlyCut > 0)
                Add(FindingLevel.Warning, $"{Images(sizes.MostlyCut)} so long that cropping the middle for training leaves less than half. Cut them into pieces, or choose a different shape with --input.");
            Add(FindingLevel.Note, $"{why}. By default, training resizes them to {DataReportText.Size(sizes.Training)}: the short side is scaled, and the middle of the long one is kept.");
        }
    }

    private void Add(FindingLevel level, string text) => _findings.Add(new DataFinding { Level = level, Text = ErrorText.OneLine(text) });

    private static IEnumerable<string> Examples(DuplicateGroup group, Func<InspectedImage, string> difference) =>
        group.Images.DistinctBy(difference).Take(Named).Select(image => image.Name);

    private static string Some(IEnumerable<object> things)
    {
        string[] all = [.. things.Select(thing => thing.ToString()!)];
        return string.Join(", ", all.Take(Named)) + (all.Length > Named ? $", and {Quantity.Exact(all.Length - Named)} more." : ".");
    }

    private static string Files(int count) => count == 1 ? "1 file" : $"{Quantity.Exact(count)} files";

    private static string Images(int count) => count == 1 ? "1 image is" : $"{Quantity.Exact(count)} images are";

    private static string Pictures(int count) => count == 1 ? "1 picture is" : $"{Quantity.Exact(count)} pictures are";

    private static string Classes(int count) => count == 1 ? "1 class has" : $"{Quantity.Exact(count)} classes have";
}
