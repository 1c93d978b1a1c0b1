using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Compression;

/// <summary>An L1 penalty on the scales of batch norms, which drives those of unnecessary channels to zero (network slimming, Liu et al. 2017).</summary>
/// <remarks>
/// A proximal step after every update: gamma becomes sign(gamma) * max(0, |gamma| - learning rate * <see cref="Penalty"/>). Unlike a subgradient in the loss, this gives
/// exact zeros. Prune with <see cref="ChannelCriterion.BatchNormScale"/> afterward.
/// </remarks>
public sealed class BatchNormSparsity : ITrainingCallback
{
    private Tensor[] _scales = [];

    /// <summary>The weight of the penalty in the loss, positive. Default 1e-3.</summary>
    public double Penalty { get; init => field = Check.Positive(value); } = 1e-3;

    /// <summary>The channels whose scales are penalized. Default: the hidden ones of DS blocks.</summary>
    public ChannelKinds Kinds { get; init; } = ChannelKinds.Hidden;

    /// <summary>Finds the batch norms.</summary>
    /// <param name="context">The run.</param>
    /// <exception cref="InvalidOperationException">The network has no batch norms for such channels.</exception>
    public void OnStart(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Dictionary<string, Parameter> parameters = context.Model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        _scales =
        [
            .. context.Model.Spec.ChannelGroups()
                .Where(group => Kinds.HasFlag(group.Kind) && group.Obstacle is null)
                .SelectMany(group => group.Sets.SelectMany(set => set.Norms))
                .Select(name => parameters[name]),
        ];
        if (_scales.Length == 0)
            throw new InvalidOperationException($"{context.Model.Spec.Name} has no batch norms of the kinds {Kinds} to penalize.");
    }

    /// <summary>Shrinks the scales.</summary>
    /// <param name="context">The run.</param>
    /// <param name="progress">Its progress.</param>
    public void OnStep(TrainingContext context, TrainingProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        double shrink = progress.LearningRate * Penalty;
        foreach (Tensor scale in _scales)
            scale.copy_(scale.sign() * (scale.abs() - shrink).clamp_min(0));
    }
}
