namespace DsCnn.Training;

/// <summary>RMSProp with momentum (Hinton 2012), with EfficientNet's settings (Tan and Le 2019, section 5.2).</summary>
/// <remarks>
/// Epsilon is outside the root, sqrt(v) + epsilon, as in PyTorch; EfficientNet's TensorFlow code has it inside, sqrt(v + epsilon), and starts with v = 1
/// instead of 0. Weight decay is added to the gradient.
/// </remarks>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>The decay of the mean square, at least 0 and below 1. Default 0.9.</summary>
    public double Decay { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>The momentum, at least 0 and below 1. Default 0.9.</summary>
    public double Momentum { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>The constant added to the root of the mean square, positive. Default 1e-3.</summary>
    public double Epsilon { get; init => field = Check.Positive(value); } = 1e-3;

    internal override UpdateRule CreateRule() => new RmsPropRule(Decay, Momentum, Epsilon);
}
