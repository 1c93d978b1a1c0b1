namespace DsCnn.Metrics;

/// <summary>How well one label is predicted on images that may have any number of labels.</summary>
/// <remarks><see cref="ClassMetrics.Images"/> have the label, <see cref="ClassMetrics.Predicted"/> reach its threshold, <see cref="ClassMetrics.Correct"/> do both.</remarks>
public sealed class LabelMetrics : ClassMetrics
{
    internal LabelMetrics()
    {
    }

    /// <summary>The probability at which an image counts as having the label, 0 to 1.</summary>
    public double Threshold { get; internal init; }

    /// <summary>
    /// The area under the precision-recall curve, sum of (R_k - R_(k-1)) * P_k over the distinct probabilities from the highest down, as in scikit-learn's
    /// average_precision_score; null if no image has the label.
    /// </summary>
    public double? AveragePrecision { get; internal init; }

    /// <summary>
    /// The threshold that gives the highest F1 on these images, halfway between two probabilities; of equally good ones, the one nearest to 0.5. 0.5 if no image or every image has the label.
    /// </summary>
    public double BestThreshold { get; internal init; }
}
