namespace DsCnn.Training;

/// <summary>AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>The decay of the first moment, at least 0 and below 1. Default 0.9.</summary>
    public double Beta1 { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>The decay of the second moment, at least 0 and below 1. Default 0.999.</summary>
    public double Beta2 { get; init => field = Check.BelowOne(value); } = 0.999;

    /// <summary>The constant added to the root of the second moment, positive. Default 1e-8.</summary>
    public double Epsilon { get; init => field = Check.Positive(value); } = 1e-8;

    internal override UpdateRule CreateRule() => new AdamWRule(Beta1, Beta2, Epsilon);
}
