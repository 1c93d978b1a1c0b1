using System.Globalization;

namespace DsCnn.Training;

/// <summary>The quality of a network on labeled images.</summary>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// EvaluationResult result = model.Evaluate(FashionMnist.Load().Test);
/// Console.WriteLine($"accuracy {result.Accuracy:P1} ({result.AccuracyInterval}), loss {result.Loss:0.000}");
/// Console.WriteLine(result.Confusion!.ToText());
/// </code></example>
public sealed class EvaluationResult
{
    /// <summary>The share of images classified correctly (top-1), 0 to 1; for images with any number of labels, the share with exactly the right labels.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The 95 % confidence interval of the accuracy on all images of this kind, of which these are a sample.</summary>
    public ConfidenceInterval AccuracyInterval =>
        Images > 0 ? ConfidenceInterval.Wilson((int)Math.Round(Accuracy * Images), Images) : new ConfidenceInterval(0, 1);

    /// <summary>The share of images whose label is among the 5 most probable classes, 0 to 1, or null if there are no more than 5.</summary>
    public double? Top5Accuracy { get; init; }

    /// <summary>For a network that ends in a sigmoid, the mean average precision (<see cref="MultiLabelMetrics.MeanAveragePrecision"/>), 0 to 1; else null.</summary>
    public double? MeanAveragePrecision { get; init; }

    /// <summary>The figure by which networks are compared: the mean average precision of those that end in a sigmoid, the accuracy of all others.</summary>
    public double Score => MeanAveragePrecision ?? Accuracy;

    /// <summary>The mean cross-entropy, whatever loss the network was trained with; for a network that ends in a sigmoid, binary cross-entropy, averaged over the labels too.</summary>
    public required double Loss { get; init; }

    /// <summary>The number of images.</summary>
    public required int Images { get; init; }

    /// <summary>The confusion matrix, with the precision and recall of each class, or null if it was not counted or images may have any number of labels.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>For a network that ends in a sigmoid, how well each label is predicted, or null if not counted.</summary>
    public MultiLabelMetrics? Labels { get; init; }

    /// <summary>The custom metrics that were requested, in order. Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init => field = ValueList<MetricValue>.Of(value); } = ValueList<MetricValue>.Empty;

    /// <summary>The duration, including reading the images.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Images evaluated per second, or 0 if the time was not measured.</summary>
    public double ImagesPerSecond => Duration > TimeSpan.Zero ? Images / Duration.TotalSeconds : 0;

    /// <summary>The figures on one line.</summary>
    /// <returns>For example "accuracy 0.9418 (93.7 to 94.6 %), loss 0.2312, 10,000 images".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(MeanAveragePrecision is null ? "" : $"mean average precision {MeanAveragePrecision:0.0000}, ")}accuracy {Accuracy:0.0000} ({AccuracyInterval}), loss {Loss:0.0000}, {Quantity.Of(Images, "image")}");

    /// <summary>The figures without matrix and labels, which a run can keep for every epoch.</summary>
    internal EvaluationResult WithoutCounts() => new()
    {
        Accuracy = Accuracy,
        Top5Accuracy = Top5Accuracy,
        MeanAveragePrecision = MeanAveragePrecision,
        Loss = Loss,
        Images = Images,
        Metrics = Metrics,
        Duration = Duration,
    };
}
