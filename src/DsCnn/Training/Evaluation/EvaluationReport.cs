using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace DsCnn.Training;

/// <summary>The quality of a network as a page: figures, confusion matrix, and the most confident mistakes with the evidence in each picture for the wrong class.</summary>
public sealed class EvaluationReport
{
    private const int PictureSide = 104;
    private const int KeptSide = 2 * PictureSide;

    private readonly ImmutableArray<XElement> _mistakes;

    /// <summary>Creates a report of an evaluation by any engine.</summary>
    /// <param name="network">The name of the network.</param>
    /// <param name="result">The figures, with a confusion matrix or those of each label.</param>
    /// <param name="source">The images that were evaluated.</param>
    /// <param name="mistakes">The mistakes to show, in order.</param>
    /// <param name="explain">Returns the evidence for the predicted class of an image, or null if the engine cannot; the report then says so.</param>
    /// <exception cref="ArgumentException">The result has neither a confusion matrix nor figures of labels, or the mistakes do not belong to these images and classes.</exception>
    internal EvaluationReport(
        string network, EvaluationResult result, IImageSource source, IReadOnlyList<Mistake> mistakes, Func<Mistake, Explanation>? explain = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(network);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(mistakes);
        Network = network;
        Result = result;
        if (result is { Confusion: null, Labels: null })
            throw new ArgumentException("A report needs an evaluation whose classes were counted.", nameof(result));
        Mistakes = [.. mistakes];
        HasMaps = explain is not null;
        IReadOnlyList<string> classes = result.Confusion?.ClassNames ?? [];
        foreach (Mistake mistake in mistakes)
        {
            if ((uint)mistake.Index >= (uint)source.Count || Math.Max((uint)mistake.Actual, (uint)mistake.Predicted) >= (uint)classes.Count)
                throw new ArgumentException($"The mistakes must be of the {source.Count} images and {classes.Count} classes. Received: image {mistake.Index}, classes {mistake.Actual} and {mistake.Predicted}.", nameof(mistakes));
        }

        // Drawn now: the images may need files that are gone when the page is written, and the maps a network that is disposed by then.
        _mistakes = [.. mistakes.Select(mistake => Card(source, mistake, classes, explain?.Invoke(mistake)))];
    }

    /// <summary>The name of the network.</summary>
    public string Network { get; }

    /// <summary>Which images were evaluated, such as test or training, or null if not known.</summary>
    public string? Split { get; internal init; }

    /// <summary>The figures.</summary>
    public EvaluationResult Result { get; }

    /// <summary>The mistakes to show.</summary>
    public IReadOnlyList<Mistake> Mistakes { get; }

    /// <summary>Whether each mistake is shown with the evidence in the picture for the wrong class.</summary>
    public bool HasMaps { get; }

    private string Title => $"{Network}: accuracy {Quantity.Percent(Result.Accuracy)} on {Measured}";

    private string Measured => Quantity.Of(Result.Images, Split is null ? "image" : $"{Split} image");

    /// <summary>The report for a notebook.</summary>
    /// <returns>One <c>section</c> element in ASCII, without scripts and external resources.</returns>
    public string ToHtml() => HtmlDocument.Section(Title, Content());

    /// <summary>The report as a separate page, for light and dark mode.</summary>
    /// <returns>An HTML document in ASCII, without scripts and external resources.</returns>
    public string ToHtmlPage() => HtmlDocument.Page(Title, Content());

    private IEnumerable<XElement?> Content() => [HtmlParts.Facts(Facts()), .. PerClass(), .. PerLabel(), .. Result.Confusion is null ? [] : MostCertain()];

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("accuracy", Quantity.Percent(Result.Accuracy));
        ConfidenceInterval likely = Result.AccuracyInterval;
        yield return ("95 % confidence interval, if none were used for training", string.Create(CultureInfo.InvariantCulture, $"{100 * likely.Low:0.0} to {100 * likely.High:0.0}\u00a0%"));
        if (Result.Top5Accuracy is { } top5)
            yield return ("top 5", Quantity.Percent(top5));
        if (Result.MeanAveragePrecision is { } precision)
            yield return ("mean average precision", Quantity.Percent(precision));
        if ((Result.Confusion?.MacroF1 ?? Result.Labels?.MacroF1) is { } mean)
            yield return ("mean F1", mean.ToString("0.000", CultureInfo.InvariantCulture));
        yield return ("loss", Result.Loss.ToString("0.000", CultureInfo.InvariantCulture));
        yield return (Split is null ? "images" : $"{Split} images", Quantity.Exact(Result.Images));
        if (Result.Confusion is { } confusion)
            yield return ("mistakes", Quantity.Exact(Result.Images - confusion.PerClass.Sum(c => c.Correct)));
    }

    private IEnumerable<XElement?> PerClass() => Result.Confusion is { } confusion
        ? [HtmlParts.Heading("Confusion matrix"), .. HtmlReport.Content(ConfusionSummary.Describe(confusion), ConfusionDiagram.Draw(confusion))]
        : [];

    private IEnumerable<XElement?> PerLabel() => Result.Labels is { } labels
        ? [HtmlParts.Heading("Each label"), .. HtmlReport.Content(MultiLabelSummary.Describe(labels))]
        : [];

    private IEnumerable<XElement> MostCertain()
    {
        yield return HtmlParts.Heading("The most confident mistakes");
        if (_mistakes.IsEmpty)
        {
            yield return HtmlParts.Note("None.");
            yield break;
        }

        yield return HtmlParts.Note(HasMaps
            ? "Beside each picture, the evidence in it for the predicted class, from yellow to red."
            : "The evidence in the pictures is not shown, because the engine that ran this network returns only its outputs.");
        yield return HtmlParts.Cards(_mistakes);
    }

    private static XElement Card(IImageSource source, Mistake mistake, IReadOnlyList<string> classes, Explanation? explanation)
    {
        InputSpec shape = source.Shape;
        byte[] pixels = new byte[shape.Shape.Elements];
        source.CopyPixels(mistake.Index, pixels);
        string name = source.GetName(mistake.Index);
        HtmlPicture picture = PictureFile.ForPage(new PlanarImage(shape.Channels, shape.Height, shape.Width, pixels), name, KeptSide);
        return HtmlParts.Card(
            explanation is null ? [picture] : [picture, explanation.Overlay(name, KeptSide)], PictureSide,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{classes[mistake.Actual]}, classified as {classes[mistake.Predicted]} at {100 * mistake.Probability:0.0}\u00a0%"),
            name);
    }
}
