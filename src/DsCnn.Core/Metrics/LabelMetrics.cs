namespace DsCnn.Metrics;

/// <summary>How well one label is found on images that may have any number of labels.</summary>
/// <remarks><see cref="ClassMetrics.Images"/> have the label, <see cref="ClassMetrics.Predicted"/> reach its threshold, <see cref="ClassMetrics.Correct"/> do both.</remarks>
public sealed class LabelMetrics : ClassMetrics
{
    internal LabelMetrics()
    {
    }

    /// <summary>The probability from which on an image counts as having the label, 0 to 1.</summary>
    public double Threshold { get; internal init; }

    /// <summary>
    /// The area under the curve of precision over recall, sum of (R_k - R_(k-1)) * P_k over the distinct probabilities from the highest down, as scikit-learn's
    /// average_precision_score; null where no image has the label.
    /// </summary>
    public double? AveragePrecision { get; internal init; }

    /// <summary>
    /// The threshold that gives these images the highest F1, half-way between two probabilities; of equals the one nearest 0.5. 0.5 where no image has the label, or all have.
    /// </summary>
    public double BestThreshold { get; internal init; }
}
