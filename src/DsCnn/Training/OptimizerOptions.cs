using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Which optimizer trains, and how. Weight decay spares batch norms and biases.</summary>
public abstract record OptimizerOptions
{
    private protected OptimizerOptions()
    {
    }

    /// <summary>The peak learning rate; the schedule scales it. Positive.</summary>
    public double LearningRate { get; init => field = Check.Positive(value); } = 1e-3;

    /// <summary>The weight decay of convolutions and fully connected layers, at least 0.</summary>
    public double WeightDecay { get; init => field = Check.NotNegative(value); }

    internal abstract optim.Optimizer Create(nn.Module model);

    /// <summary>Weights proper have at least two dimensions; batch norms and biases have one.</summary>
    private protected static (Parameter[] Decayed, Parameter[] Spared) Group(nn.Module model)
    {
        ILookup<bool, Parameter> groups = model.parameters().Where(p => p.requires_grad).ToLookup(p => p.dim() > 1);
        return ([.. groups[true]], [.. groups[false]]);
    }
}
