namespace DsCnn;

/// <summary>Which result on the validation images says that one epoch is better than another.</summary>
public enum BestBy
{
    /// <summary>The share of images classified correctly; more is better.</summary>
    Accuracy,

    /// <summary>The mean cross-entropy; less is better.</summary>
    Loss,
}
