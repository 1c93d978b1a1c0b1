using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013).</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <summary>Momentum, at least 0 and below 1. Default 0.9.</summary>
    public double Momentum { get; init => field = Check.BelowOne(value); } = 0.9;

    /// <summary>Whether to look ahead (Nesterov 1983). Default true; has no effect without momentum.</summary>
    public bool Nesterov { get; init; } = true;

    internal override optim.Optimizer Create(nn.Module model)
    {
        (Parameter[] decayed, Parameter[] spared) = Group(model);
        bool nesterov = Nesterov && Momentum > 0;
        return new SGD(
            [
                new SGD.ParamGroup(decayed, LearningRate, Momentum, weight_decay: WeightDecay, nesterov: nesterov),
                new SGD.ParamGroup(spared, LearningRate, Momentum, weight_decay: 0, nesterov: nesterov),
            ],
            LearningRate, Momentum, nesterov: nesterov);
    }
}
