namespace DsCnn.Training;

/// <summary>Which result on the validation images says that one epoch is better than another.</summary>
public enum BestBy
{
    /// <summary>The share of images classified correctly, or the mean average precision of a network that ends in a sigmoid (<see cref="EvaluationResult.Score"/>); more is better.</summary>
    Accuracy,

    /// <summary>The mean cross-entropy; less is better.</summary>
    Loss,

    /// <summary>The first of <see cref="TrainerOptions.Metrics"/>.</summary>
    Metric,
}
