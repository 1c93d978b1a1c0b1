using System.Globalization;

namespace DsCnn.Training;

/// <summary>How well a network does on labeled images.</summary>
/// <example><code>
/// using DsCnnModel model = DsCnnModel.Load("fashion.safetensors");
/// EvaluationResult result = model.Evaluate(FashionMnist.Load().Test);
/// Console.WriteLine($"accuracy {result.Accuracy:P1} ({result.AccuracyInterval}), loss {result.Loss:0.000}");
/// Console.WriteLine(result.Confusion!.ToText());
/// </code></example>
public sealed class EvaluationResult
{
    /// <summary>Share of images whose most probable class is their label (top-1), 0 to 1; of images with any number of labels, the share with all of them right and no other.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Between what the accuracy lies on all images of this kind, of which these are a sample; 95 % of all samples are right.</summary>
    public ConfidenceInterval AccuracyInterval =>
        Images > 0 ? ConfidenceInterval.Wilson((int)Math.Round(Accuracy * Images), Images) : new ConfidenceInterval(0, 1);

    /// <summary>Share of images whose label is among the 5 most probable classes, 0 to 1, or null where there are no more than 5.</summary>
    public double? Top5Accuracy { get; init; }

    /// <summary>Of a network that ends in a sigmoid, the mean average precision (<see cref="MultiLabelMetrics.MeanAveragePrecision"/>), 0 to 1; else null.</summary>
    public double? MeanAveragePrecision { get; init; }

    /// <summary>The figure by which networks are compared: the mean average precision of those that end in a sigmoid, the accuracy of all others.</summary>
    public double Score => MeanAveragePrecision ?? Accuracy;

    /// <summary>Mean cross-entropy, whatever the network was trained by; binary, and the mean over the labels too, where it ends in a sigmoid.</summary>
    public required double Loss { get; init; }

    /// <summary>How many images were measured.</summary>
    public required int Images { get; init; }

    /// <summary>What was taken for what, with the precision and recall of each class, or null where it was not counted or images may have any number of labels.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Of a network that ends in a sigmoid, how well each label is found, or null where it was not counted.</summary>
    public MultiLabelMetrics? Labels { get; init; }

    /// <summary>The figures of one's own that were asked for, in order. Default: none.</summary>
    public IReadOnlyList<MetricValue> Metrics { get; init => field = ValueList<MetricValue>.Of(value); } = ValueList<MetricValue>.Empty;

    /// <summary>How long it took, reading the images included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Images measured per second, or 0 where the time was not taken.</summary>
    public double ImagesPerSecond => Duration > TimeSpan.Zero ? Images / Duration.TotalSeconds : 0;

    /// <summary>The figures on one line.</summary>
    /// <returns>Such as "accuracy 0.9418 (93.7 to 94.6 %), loss 0.2312, 10,000 images".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(MeanAveragePrecision is null ? "" : $"mean average precision {MeanAveragePrecision:0.0000}, ")}accuracy {Accuracy:0.0000} ({AccuracyInterval}), loss {Loss:0.0000}, {Quantity.Of(Images, "image")}");

    /// <summary>The figures alone, which a run can keep for every epoch.</summary>
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
