using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>What training makes small: cross-entropy with label smoothing, class weights and mixed labels.</summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly double _labelSmoothing;
    private readonly Tensor? _classWeights;

    internal TrainingLoss(TrainerOptions options, Device device)
    {
        _labelSmoothing = options.LabelSmoothing;
        if (options.ClassWeights is not null)
            _classWeights = tensor([.. options.ClassWeights.Select(weight => (float)weight)], device: device).DetachFromDisposeScope();
    }

    /// <summary>The loss of a batch, one number.</summary>
    /// <param name="logits">N x classes.</param>
    /// <param name="batch">The batch they were computed from.</param>
    internal Tensor Of(Tensor logits, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = CrossEntropy(logits, batch.Labels);
        if (batch.MixedLabels is not null)
            loss = (loss * batch.MixWeight) + (CrossEntropy(logits, batch.MixedLabels) * (1 - batch.MixWeight));
        return loss.MoveToOuterDisposeScope();
    }

    public void Dispose() => _classWeights?.Dispose();

    private Tensor CrossEntropy(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits, labels, _classWeights, label_smoothing: _labelSmoothing);
}
