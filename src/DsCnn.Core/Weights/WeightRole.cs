namespace DsCnn.Weights;

/// <summary>What a named tensor of a model is for. All but the running statistics are trained by gradient descent, and counted as parameters.</summary>
public enum WeightRole
{
    /// <summary>What a convolution or fully connected layer multiplies by.</summary>
    Weight,

    /// <summary>What a convolution or fully connected layer adds.</summary>
    Bias,

    /// <summary>A batch norm's gamma.</summary>
    Scale,

    /// <summary>A batch norm's beta.</summary>
    Shift,

    /// <summary>A batch norm's running mean.</summary>
    RunningMean,

    /// <summary>A batch norm's running variance.</summary>
    RunningVariance,
}
