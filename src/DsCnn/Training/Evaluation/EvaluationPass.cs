using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Runs a network on all images of a source once, in order and without gradients.</summary>
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
        source = DataFit.Of(model, source, nameof(source));
        (_model, _source, _batchSize) = (model, source, batchSize);
        Labels = source.IsMultiLabel ? null : [.. Enumerable.Range(0, source.Count).Select(source.ReadLabel)];

        ClassNames = ClassLabels.Complete([.. source.ClassNames, .. (model.Labels ?? []).Skip(source.ClassNames.Count)], model.Spec.Output.Channels);
    }

    /// <summary>The names of the network's outputs, which may be more than the source's classes.</summary>
    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of each image, checked; null if images may have any number of labels.</summary>
    internal int[]? Labels { get; }

    /// <summary>
    /// Calls <paramref name="measure"/> with the index of each batch's first image, the batch and its logits (N x classes).
    /// The tensors it creates are disposed.
    /// </summary>
    internal void Run(Action<int, Batch, Tensor> measure, CancellationToken cancellationToken)
    {
        bool wasTraining = _model.training;
        _model.eval();
        try
        {
            using var loader = new BatchLoader(_source, new BatchLoaderOptions
            {
                BatchSize = _batchSize,
                Shuffle = false,
                Preprocessing = _model.Preprocessing,
                Device = _model.Device,
            });
            int start = 0;
            foreach (Batch batch in loader.Epoch(1, cancellationToken: cancellationToken))
            {
                using DisposeScope scope = NewDisposeScope();
                using IDisposable gradientsOff = no_grad();
                measure(start, batch, _model.Logits(batch.Images));
                start += batch.Count;
            }
        }
        finally
        {
            _model.train(wasTraining);
        }
    }
}
