namespace DsCnn.Training;

/// <summary>The validation result by which epochs are compared.</summary>
public enum BestBy
{
    /// <summary>The share of images classified correctly, or the mean average precision of a network that ends in a sigmoid (<see cref="EvaluationResult.Score"/>); higher is better.</summary>
    Accuracy,

    /// <summary>The mean cross-entropy; lower is better.</summary>
    Loss,

    /// <summary>The first of <see cref="TrainerOptions.Metrics"/>.</summary>
    Metric,
}
