using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Runs a network on all images of a source once, in order and without gradients.</summary>
internal sealed class EvaluationPass
{
    private readonly DsCnnModel _model;
    private readonly IImageSource _source;
    private readonly int _batchSize;
    private readonly ICommunicator? _ranks;

    internal EvaluationPass(DsCnnModel model, IImageSource source, int batchSize, ICommunicator? ranks = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        source = DataFit.Of(model, source, nameof(source));
        (_model, _source, _batchSize, _ranks) = (model, source, batchSize, ranks);
        Labels = source.IsMultiLabel ? null : [.. Enumerable.Range(0, source.Count).Select(source.ReadLabel)];

        ClassNames = ClassLabels.Complete([.. source.ClassNames, .. (model.Labels ?? []).Skip(source.ClassNames.Count)], model.Spec.Output.Channels);
    }

    /// <summary>The names of the network's outputs, which may be more than the source's classes.</summary>
    internal IReadOnlyList<string> ClassNames { get; }

    /// <summary>The class of each image, checked; null if images may have any number of labels.</summary>
    internal int[]? Labels { get; }

    /// <summary>
    /// Calls <paramref name="measure"/> with the position of each batch's first image, the batch and its logits (N x classes).
    /// What it makes is disposed. Ranks share the batches, each a row of them; a batch is the same however many they are.
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
            BatchShare share = BatchShare.Of(_ranks);
            int steps = loader.StepsPerEpoch, first = share.FirstOf(steps);
            int start = (int)((long)first * _source.Count / steps);
            foreach (Batch batch in loader.Epoch(1, first, cancellationToken).Take(share.CountOf(steps)))
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
