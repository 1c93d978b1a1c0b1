namespace DsCnn;

/// <summary>What a named tensor of a model is for.</summary>
public enum WeightRole
{
    /// <summary>Trained by gradient descent, and counted as parameters.</summary>
    Parameter,

    /// <summary>A batch norm's running mean.</summary>
    RunningMean,

    /// <summary>A batch norm's running variance.</summary>
    RunningVariance,
}
