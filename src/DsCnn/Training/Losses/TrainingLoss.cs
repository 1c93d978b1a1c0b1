using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The function that training minimizes: the options' loss with label smoothing, class weights and mixed labels, and distillation from a teacher.</summary>
internal sealed class TrainingLoss : IDisposable
{
    private readonly Loss _loss;
    private readonly Head _head;
    private readonly double _labelSmoothing;
    private readonly Tensor? _classWeights;
    private readonly bool _someCountNothing;
    private readonly Distiller? _distiller;

    /// <exception cref="ArgumentException">The teacher's logits or maps do not fit the network.</exception>
    internal TrainingLoss(DsCnnModel model, TrainerOptions options)
    {
        _head = model.Spec.Head;
        _loss = options.Loss ?? Loss.DefaultFor(_head);
        _labelSmoothing = options.LabelSmoothing;
        if (options.Distillation is not null)
            _distiller = new Distiller(options.Distillation, model, options.Precision, options.Seed);
        _someCountNothing = options.ClassWeights?.Contains(0) ?? false;
        if (options.ClassWeights is not null)
            _classWeights = tensor([.. options.ClassWeights.Select(weight => (float)weight)], device: model.Device).DetachFromDisposeScope();
    }

    /// <summary>Additional parameters that are trained along with the network.</summary>
    internal IEnumerable<(string Name, Parameter Parameter)> Parameters => _distiller?.Parameters ?? [];

    /// <summary>The loss of the batch that the network has just seen, one number: where ranks share the batch, this rank's part of the mean over all its images, so that the parts add up to the loss.</summary>
    /// <param name="logits">N x classes.</param>
    /// <param name="batch">The batch they were computed from.</param>
    /// <param name="random">The random numbers for the batch.</param>
    /// <exception cref="InvalidOperationException">The loss is a custom one and does not return a single number.</exception>
    internal Tensor Of(Tensor logits, Batch batch, Random random)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = _loss is CrossEntropy && batch.Labels is { } labels ? OfClasses(logits, labels, batch) : OfPart(OfTargets(logits, batch, random), batch);
        if (_distiller is not null)
            loss = _distiller.Loss(loss, logits, batch.Images, batch.Share);
        return loss.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        _classWeights?.Dispose();
        _distiller?.Dispose();
    }

    /// <summary>The same as with targets, in a single torch operation.</summary>
    private Tensor OfClasses(Tensor logits, Tensor labels, Batch batch)
    {
        Tensor loss = CrossEntropy(logits, labels, batch);
        return batch.MixedLabels is null ? loss : (loss * batch.MixWeight) + (CrossEntropy(logits, batch.MixedLabels, batch) * (1 - batch.MixWeight));
    }

    private static Tensor OfPart(Tensor mean, Batch batch) => batch.Share == 1 ? mean : mean * batch.Share;

    /// <summary>A batch of images that all count nothing has a loss of 0, and no gradients; torch would divide 0 by 0.</summary>
    private Tensor CrossEntropy(Tensor logits, Tensor labels, Batch batch)
    {
        if (batch.WholeWeight is { } whole)
        {
            Tensor sum = nn.functional.cross_entropy(logits, labels, _classWeights, reduction: nn.Reduction.Sum, label_smoothing: _labelSmoothing);
            return sum * (whole == 0 ? 0 : 1 / whole);
        }

        return _someCountNothing && _classWeights!.index_select(0, labels).count_nonzero().item<long>() == 0
            ? logits.sum() * 0
            : OfPart(nn.functional.cross_entropy(logits, labels, _classWeights, label_smoothing: _labelSmoothing), batch);
    }

    private Tensor OfTargets(Tensor logits, Batch batch, Random random)
    {
        int classes = (int)logits.shape[1];
        Tensor targets = Smooth(batch.TargetsOfMix(classes), classes);
        Tensor loss = _loss.Compute(new LossInput { Logits = logits, Targets = targets, Random = random, Head = _head, ClassWeights = _classWeights });
        string name = _loss.GetType().Name;
        if (loss is null || loss.numel() != 1)
            throw new InvalidOperationException($"{name} must return one number for a batch. Received: {(loss is null ? "null" : string.Join(" x ", loss.shape))}.");
        return loss.requires_grad
            ? loss.to(ScalarType.Float32).reshape([])
            : throw new InvalidOperationException($"{name} must be computed from the logits by torch, so that gradients flow. Received: a number without any.");
    }

    /// <summary>Spreads a share of each target over all classes (Szegedy et al. 2016) or, for an independent label, over yes and no.</summary>
    private Tensor Smooth(Tensor targets, int classes) => _labelSmoothing == 0
        ? targets
        : (targets * (1 - _labelSmoothing)) + (_labelSmoothing / (_head == Head.Sigmoid ? 2 : classes));
}
