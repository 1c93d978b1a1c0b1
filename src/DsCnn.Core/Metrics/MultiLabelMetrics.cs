using System.Collections.Immutable;

namespace DsCnn.Metrics;

/// <summary>How well labels are predicted on images that may have any number of them.</summary>
public sealed class MultiLabelMetrics
{
    /// <summary>The threshold of a label if none was chosen.</summary>
    internal const double DefaultThreshold = 0.5;

    private MultiLabelMetrics(ImmutableArray<LabelMetrics> perLabel, int images, int exact)
    {
        PerLabel = perLabel;
        Images = images;
        ExactMatchRatio = images == 0 ? 0 : (double)exact / images;
        MeanAveragePrecision = MeanOrZero(perLabel.Where(label => label.AveragePrecision is not null).Select(label => label.AveragePrecision!.Value));
        MacroF1 = MeanOrZero(perLabel.Where(label => label.Images + label.Predicted > 0).Select(label => label.F1));
        var all = new ClassMetrics
        {
            Name = "all",
            Images = perLabel.Sum(label => label.Images),
            Predicted = perLabel.Sum(label => label.Predicted),
            Correct = perLabel.Sum(label => label.Correct),
        };
        (MicroPrecision, MicroRecall, MicroF1) = (all.Precision, all.Recall, all.F1);
    }

    /// <summary>The figures of each label, in order.</summary>
    public ImmutableArray<LabelMetrics> PerLabel { get; }

    /// <summary>The number of images measured.</summary>
    public int Images { get; }

    /// <summary>The share of images with exactly the right labels, 0 to 1: scikit-learn's accuracy_score for multilabel data.</summary>
    public double ExactMatchRatio { get; }

    /// <summary>The mean average precision (mAP) over the labels that occur on images, 0 to 1; it needs no thresholds. 0 if no image has a label.</summary>
    public double MeanAveragePrecision { get; }

    /// <summary>The mean F1 over the labels that occur, on images or as predictions.</summary>
    public double MacroF1 { get; }

    /// <summary>The share of all predicted labels that are correct.</summary>
    public double MicroPrecision { get; }

    /// <summary>The share of all actual labels that were predicted.</summary>
    public double MicroRecall { get; }

    /// <summary>The harmonic mean of <see cref="MicroPrecision"/> and <see cref="MicroRecall"/>.</summary>
    public double MicroF1 { get; }

    /// <summary>The thresholds that give each label its highest F1 on these images (<see cref="LabelMetrics.BestThreshold"/>).</summary>
    public IReadOnlyList<double> BestThresholds => [.. PerLabel.Select(label => label.BestThreshold)];

    /// <summary>Compares the labels of images with a network's predictions.</summary>
    /// <param name="names">The names of the labels.</param>
    /// <param name="labels">Images x labels: whether an image has a label.</param>
    /// <param name="probabilities">Images x labels, 0 to 1, from a network with a sigmoid.</param>
    /// <param name="thresholds">The probability at which each label counts as present, or null for 0.5.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">The lists have inconsistent lengths, or there are no labels.</exception>
    public static MultiLabelMetrics Measure(
        IEnumerable<string> names, ReadOnlySpan<bool> labels, ReadOnlySpan<float> probabilities, IReadOnlyList<double>? thresholds = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        string[] known = [.. names];
        if (known.Length == 0 || labels.Length != probabilities.Length || labels.Length % known.Length != 0)
        {
            throw new ArgumentException(
                $"Each image must have {known.Length} labels and as many probabilities. Received: {labels.Length} and {probabilities.Length} in all.", nameof(probabilities));
        }

        if (thresholds is not null && thresholds.Count != known.Length)
            throw new ArgumentException($"There must be a threshold for each of the {known.Length} labels. Received: {thresholds.Count}.", nameof(thresholds));

        int images = labels.Length / known.Length;
        double[] used = thresholds is null ? [.. known.Select(_ => DefaultThreshold)] : [.. thresholds];
        var perLabel = ImmutableArray.CreateBuilder<LabelMetrics>(known.Length);
        for (int label = 0; label < known.Length; label++)
            perLabel.Add(LabelCurve.Measure(known[label], labels, probabilities, label, known.Length, used[label]));
        return new MultiLabelMetrics(perLabel.MoveToImmutable(), images, CountExact(labels, probabilities, used));
    }

    private static int CountExact(ReadOnlySpan<bool> labels, ReadOnlySpan<float> probabilities, double[] thresholds)
    {
        int exact = 0;
        for (int start = 0; start < labels.Length; start += thresholds.Length)
        {
            bool same = true;
            for (int label = 0; label < thresholds.Length; label++)
                same &= labels[start + label] == (probabilities[start + label] >= thresholds[label]);
            exact += same ? 1 : 0;
        }

        return exact;
    }

    private static double MeanOrZero(IEnumerable<double> values) => values.DefaultIfEmpty(0).Average();
}
