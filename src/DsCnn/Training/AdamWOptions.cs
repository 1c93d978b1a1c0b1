using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019).</summary>
public sealed record AdamWOptions : OptimizerOptions
{
    /// <summary>Decay of the first moment, at least 0 and below 1. Default 0.9.</summary>
    public double Beta1 { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>Decay of the second moment, at least 0 and below 1. Default 0.999.</summary>
    public double Beta2 { get; init => field = Check.BelowOne(value); } = 0.999;

    internal override optim.Optimizer Create(nn.Module model)
    {
        (Parameter[] decayed, Parameter[] spared) = Group(model);
        return new AdamW(
            [
                new AdamW.ParamGroup(decayed, LearningRate, Beta1, Beta2, weight_decay: WeightDecay),
                new AdamW.ParamGroup(spared, LearningRate, Beta1, Beta2, weight_decay: 0),
            ],
            LearningRate, Beta1, Beta2);
    }
}
