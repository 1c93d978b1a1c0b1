namespace DsCnn;

/// <summary>The nonlinearity applied element by element after a batch norm, a convolution or a fully connected layer.</summary>
public enum Activation
{
    /// <summary>The identity.</summary>
    None,

    /// <summary>x * sigmoid(beta x), the patent's activation (Ramachandran et al. 2017); SiLU where beta is 1.</summary>
    Swish,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>min(max(0, x), 6) (Howard et al. 2017, MobileNet).</summary>
    Relu6,

    /// <summary>x * relu6(x + 3) / 6 (Howard et al. 2019, MobileNetV3).</summary>
    HardSwish,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>relu6(x + 3) / 6 (Howard et al. 2019, MobileNetV3).</summary>
    HardSigmoid,
}
