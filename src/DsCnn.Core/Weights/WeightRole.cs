namespace DsCnn.Weights;

/// <summary>The role of a named tensor in a model. All but the running statistics are trained by gradient descent and counted as parameters.</summary>
public enum WeightRole
{
    /// <summary>The multiplier of a convolution or fully connected layer.</summary>
    Weight,

    /// <summary>The addend of a convolution or fully connected layer.</summary>
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
