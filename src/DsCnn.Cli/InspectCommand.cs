using System.CommandLine;

namespace DsCnn.Cli;

/// <summary><c>dscnn inspect</c>: shows what is in a data set, and its problems.</summary>
internal sealed class InspectCommand
{
    private readonly DataOptions _data = new();
    private readonly PageOptions _page = new(
        "--html", "Also write a page with pictures of each class, the duplicates, and what augmentation does", "--pictures", "Pictures of each class on the page (default: 12)");

    private readonly Option<int?> _smallClass = NumberOption.NotNegativeWhole("--small-class", "Report classes with fewer training images (default: 20)");
    private readonly AugmentOptions _augment = new();
    private readonly Option<bool> _json = JsonOutput.CreateOption();

    private InspectCommand()
    {
    }

    internal static ToolCommand Create()
    {
        var inspect = new InspectCommand();
        var command = new ToolCommand("inspect", "Checks a data set before training: counts, sizes, unreadable files, duplicates, conflicting labels.")
        {
            Examples =
            [
                ("dscnn inspect --data flowers", "an overview of the data and its problems"),
                ("dscnn inspect --data flowers --html flowers.html", "with images of each class, duplicates, and augmentation examples"),
            ],
        };
        inspect._data.AddNameTo(command);
        command.AddOptions("Images", inspect._smallClass);
        inspect._page.AddTo(command);
        inspect._augment.AddChoiceTo(command);
        command.AddOptions(GeneralOptions.Heading, inspect._json);
        command.SetAction((parsed, cancellationToken) => Task.FromResult(inspect.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        FileInfo? page = _page.File(parsed);
        var defaults = new DataInspectionOptions();
        var options = new DataInspectionOptions
        {
            PicturesPerClass = page is null ? 0 : _page.Pictures(parsed) ?? defaults.PicturesPerClass,
            SmallClass = parsed.GetValue(_smallClass) ?? defaults.SmallClass,
            MaxPixels = _data.MaxPixels(parsed) ?? defaults.MaxPixels,
            Augmentations = page is null ? null : images => _augment.Choose(parsed, images),
        };
        DataReport report = Work.Run(parsed, "Reading images", progress => DataInspector.Inspect(_data.NameOf(parsed), options, progress, cancellationToken));
        if (page is not null)
            PageOptions.Write(page, report.ToHtmlPage());
        if (parsed.GetValue(_json))
            JsonOutput.Write(Describe(report, page));
        else
            Console.Out.Write(page is null ? report.ToText() : $"{report.ToText()}Report: {page}\n");
        return 0;
    }

    private static object Describe(DataReport report, FileInfo? page) => new
    {
        report.Data,
        report.Images,
        Classes = report.Classes.Select(c => new { c.Name, c.Train, c.Validation, c.Test }),
        Splits = report.Splits.Select(MeasuredImages.KeyOf),
        Sizes = report.Sizes is not { } sizes ? null : new
        {
            Smallest = Size(sizes.Smallest),
            Median = Size(sizes.Median),
            Largest = Size(sizes.Largest),
            Training = Size(sizes.Training),
            sizes.Different,
            sizes.NarrowestAspect,
            sizes.MedianAspect,
            sizes.WidestAspect,
        },
        report.Gray,
        report.Colored,
        Unreadable = report.Unreadable.Select(file => new { File = file.Path, file.Reason }),
        LeftOut = report.LeftOut.Kinds,
        Plain = report.Plain.Select(image => image.Name),
        Duplicates = report.Duplicates.Select(group => new
        {
            Exact = group.IsExact,
            group.CrossesSplits,
            group.CrossesClasses,
            Pictures = group.Pictures.Select(equal => equal.Select(image => new { image.Name, Split = MeasuredImages.KeyOf(image.Split), Class = image.ClassName })),
        }),
        Findings = report.Findings.Select(finding => new { Level = finding.Level.ToString().ToLowerInvariant(), finding.Text }),
        Page = page?.ToString(),
    };

    private static int[] Size((int Height, int Width) size) => [size.Height, size.Width];
}
