namespace DsCnn;

/// <summary>How every batch norm of a model works (Ioffe and Szegedy 2015).</summary>
public sealed record BatchNormSpec
{
    /// <summary>What is added to the variance before its root is taken. Default 1e-5.</summary>
    public double Epsilon { get; init => field = Check.Factor(value); } = 1e-5;

    /// <summary>The share of the batch's statistics in each update of the running ones, as PyTorch counts it. Default 0.1.</summary>
    public double Momentum { get; init => field = Check.Momentum(value); } = 0.1;
}
