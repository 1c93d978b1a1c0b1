using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>
/// Binary cross-entropy of each label independently, the default loss of networks with a sigmoid: the mean over images and labels of
/// -(p t log s(x) + (1 - t) log(1 - s(x))), where s is the sigmoid and p the label's positive weight.
/// </summary>
/// <remarks>PyTorch's BCEWithLogitsLoss; class weights multiply each label's term.</remarks>
public sealed record BinaryCrossEntropy : Loss
{
    /// <summary>
    /// The weight of images that have a label relative to those that don't, a number above 0 for each class, or null for 1. Above 1, more labels are found, and more
    /// of them are wrong. <see cref="DsCnn.Training.ClassWeights.Positive"/> computes weights that compensate for rare labels. Default null.
    /// </summary>
    public IReadOnlyList<double>? PositiveWeights
    {
        get;
        init => field = value is null ? null : ValueList<double>.Of([.. value.Select(weight => Check.Positive(weight, nameof(PositiveWeights)))]);
    }

    /// <inheritdoc/>
    public override Tensor Compute(LossInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using DisposeScope scope = NewDisposeScope();
        Tensor? positive = PositiveWeights is null ? null : tensor([.. PositiveWeights.Select(weight => (float)weight)], device: input.Logits.device);
        return nn.functional.binary_cross_entropy_with_logits(input.Logits, input.Targets, weight: input.ClassWeights, pos_weights: positive).MoveToOuterDisposeScope();
    }

    internal override IEnumerable<string> Broken(ModelSpec spec)
    {
        if (spec.Head == Head.Softmax)
            yield return $"BinaryCrossEntropy is for networks that end in a sigmoid, and {spec.Name} ends in a softmax. ModelSpec.WithHead changes that.";
        int classes = spec.Output.Channels;
        if (PositiveWeights is { } weights && weights.Count != classes)
            yield return $"PositiveWeights must have one number for each of the {classes} classes of {spec.Name}. Received: {weights.Count}.";
    }
}
