using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>What training makes small: cross-entropy with label smoothing, class weights and mixed labels, and a teacher's answers.</summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly double _labelSmoothing;
    private readonly Tensor? _classWeights;
    private readonly Distiller? _distiller;

    internal TrainingLoss(DsCnnModel model, TrainerOptions options)
    {
        _labelSmoothing = options.LabelSmoothing;
        if (options.ClassWeights is not null)
            _classWeights = tensor([.. options.ClassWeights.Select(weight => (float)weight)], device: model.Device).DetachFromDisposeScope();
        if (options.Distillation is not null)
            _distiller = new Distiller(options.Distillation, model, PrecisionChoice.For(options.Precision, model.Device), options.Seed);
    }

    /// <summary>What is trained along with the network.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Parameters => _distiller?.Parameters ?? [];

    /// <summary>The loss of the batch that the network has just seen, one number.</summary>
    /// <param name="logits">N x classes.</param>
    /// <param name="batch">The batch they were computed from.</param>
    internal Tensor Of(Tensor logits, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = CrossEntropy(logits, batch.Labels);
        if (batch.MixedLabels is not null)
            loss = (loss * batch.MixWeight) + (CrossEntropy(logits, batch.MixedLabels) * (1 - batch.MixWeight));
        if (_distiller is not null)
            loss = _distiller.Loss(loss, logits, batch.Images);
        return loss.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _classWeights?.Dispose();
        _distiller?.Dispose();
    }

    private Tensor CrossEntropy(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits, labels, _classWeights, label_smoothing: _labelSmoothing);
}
