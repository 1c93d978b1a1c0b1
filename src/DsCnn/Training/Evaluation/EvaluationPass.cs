using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Shows all images of a source to a network once, in order and without gradients.</summary>
internal sealed class EvaluationPass
{
    private readonly DsCnnModel _model;
    private readonly IImageSource _source;
    private readonly int _batchSize;

    internal EvaluationPass(DsCnnModel model, IImageSource source, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        DataFit.Require(model, source, nameof(source));
        (_model, _source, _batchSize) = (model, source, batchSize);

        IEnumerable<string> unnamed = Enumerable.Range(0, model.Spec.Output.Channels).Select(i => FormattableString.Invariant($"class {i}"));
        IEnumerable<string> known = [.. source.ClassNames, .. (model.Labels ?? []).Skip(source.ClassNames.Count)];
        ClassNames = [.. known, .. unnamed.Skip(known.Count())];
    }

    /// <summary>The names of the network's outputs, which may be more than the source's classes.</summary>
    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>Calls <paramref name="measure"/> with each batch, its labels (N, int64, on the device) and logits (N x classes). What it makes is disposed.</summary>
    internal void Run(Action<Batch, Tensor, Tensor> measure, CancellationToken cancellationToken)
    {
        bool wasTraining = _model.training;
        _model.eval();
        try
        {
            for (int start = 0; start < _source.Count; start += _batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int[] indices = [.. Enumerable.Range(start, Math.Min(_batchSize, _source.Count - start))];
                var batch = new Batch(start, [.. indices.Select(LabelOf)]);

                using DisposeScope scope = NewDisposeScope();
                using IDisposable gradientsOff = no_grad();
                Tensor labels = tensor([.. batch.Labels.Select(label => (long)label)], device: _model.Device);
                measure(batch, labels, _model.Logits(ImageBatch.Images(_source, indices, _model.Preprocessing, _model.Device)));
            }
        }
        finally
        {
            _model.train(wasTraining);
        }
    }

    /// <summary>A label checked here has a message; on a GPU, torch would bring down the process's CUDA context.</summary>
    private int LabelOf(int index)
    {
        int label = _source.GetLabel(index);
        return (uint)label < (uint)_source.ClassNames.Count
            ? label
            : throw new InvalidDataException($"The label of image {index} must be one of 0 to {_source.ClassNames.Count - 1}. Received: {label}.");
    }

    /// <summary>Images that follow one another.</summary>
    /// <param name="Start">The position of the first.</param>
    /// <param name="Labels">The class of each.</param>
    internal readonly record struct Batch(int Start, int[] Labels);
}
