namespace DsCnn;

/// <summary>The settings shared by all batch norms of a model (Ioffe and Szegedy 2015).</summary>
public sealed record BatchNormSpec
{
    /// <summary>The constant added to the variance before taking its square root. Default 1e-5.</summary>
    public double Epsilon { get; init => field = Check.Factor(value); } = 1e-5;

    /// <summary>The weight of the current batch in each update of the running statistics, in PyTorch's convention. Default 0.1.</summary>
    public double Momentum { get; init => field = Check.Momentum(value); } = 0.1;
}
