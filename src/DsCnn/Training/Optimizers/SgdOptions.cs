namespace DsCnn.Training;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013).</summary>
/// <remarks>Weight decay is added to the gradient, as in PyTorch.</remarks>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>The momentum, at least 0 and below 1. Default 0.9.</summary>
    public double Momentum { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>Whether to use Nesterov momentum (Nesterov 1983). Default true; has no effect without momentum.</summary>
    public bool Nesterov { get; init; } = true;

    internal override UpdateRule CreateRule() => new SgdRule(Momentum, Nesterov && Momentum > 0);
}
