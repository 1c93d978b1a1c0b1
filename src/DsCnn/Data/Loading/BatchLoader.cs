using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>Prepares batches on background threads while the training works on earlier ones.</summary>
/// <remarks>
/// A batch depends only on the seed, the epoch and its step, not on the number of threads or on what was read before. There is memory for
/// <see cref="Prefetched"/> batches ahead of the lent one.
/// </remarks>
internal sealed class BatchLoader : IDisposable
{
    private const int Prefetched = 2;

    private readonly BatchLoaderOptions _options;
    private readonly BatchFiller[] _fillers;
    private readonly BatchBuffer[] _buffers;
    private readonly int[] _order;
    private BackgroundFill? _fill;

    internal BatchLoader(IImageSource source, BatchLoaderOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Workers, nameof(options));
        if (source.Count == 0)
            throw new ArgumentException("There must be at least one image. Received: none.", nameof(source));

        _options = options;
        StepsPerEpoch = StepsFor(source.Count, options);
        int largest = DividedUp(source.Count, StepsPerEpoch), smallest = source.Count / StepsPerEpoch;
        if (smallest < options.Share.Ranks)
        {
            throw new ArgumentException(
                $"A batch needs an image for each of the {options.Share.Ranks} ranks. Received: batches of {smallest}. Use fewer ranks, or larger batches.", nameof(source));
        }

        BatchSize = options.Share.LargestOf(largest);
        _order = new int[source.Count];

        var layout = new ImageLayout { Shape = source.Shape, ChannelsInnermost = options.Device.type == DeviceType.CPU };
        var writer = new PixelWriter(layout, options.Preprocessing);
        _fillers = [.. Enumerable.Range(0, options.Workers).Select(_ => new BatchFiller(source, options, writer))];
        int? labels = source.IsMultiLabel ? source.ClassNames.Count : null;
        _buffers = [.. Enumerable.Range(0, Math.Min(1 + Prefetched, StepsPerEpoch)).Select(_ => new BatchBuffer(layout, BatchSize + (HasPartner ? 1 : 0), labels, options.Device))];
    }

    internal int StepsPerEpoch { get; }

    /// <summary>Images of the largest batch, of this rank.</summary>
    internal int BatchSize { get; }

    /// <summary>Whether the image that is blended into this rank's last one is another rank's.</summary>
    private bool HasPartner => _options.Mixing.Count > 0 && !_options.Share.IsWhole;

    /// <summary>The batches of an epoch, one epoch at a time.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="firstStep">The step to begin with, from 0, such as after an interruption.</param>
    /// <param name="cancellationToken">Cancels the wait for a batch.</param>
    /// <returns>The batches; each is valid until the next one is requested.</returns>
    /// <exception cref="OperationCanceledException">The wait was canceled.</exception>
    internal IEnumerable<Batch> Epoch(int epoch, int firstStep = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstStep, StepsPerEpoch);
        return Enumerate(epoch, firstStep, cancellationToken);
    }

    /// <summary>Stops the threads and frees the memory, even in the middle of an epoch.</summary>
    public void Dispose()
    {
        _fill?.Dispose();
        foreach (BatchBuffer buffer in _buffers)
            buffer.Dispose();
    }

    private IEnumerable<Batch> Enumerate(int epoch, int firstStep, CancellationToken cancellationToken)
    {
        if (_fill is not null)
            throw new InvalidOperationException("The loader's buffers serve one epoch at a time. Finish or dispose the previous enumeration first.");
        using BackgroundFill fill = _fill = new BackgroundFill(Order(epoch), firstStep, _buffers, _fillers);
        using CancellationTokenRegistration wake = cancellationToken.UnsafeRegister(static f => ((BackgroundFill)f!).Wake(), fill);
        try
        {
            for (int step = firstStep; step < StepsPerEpoch; step++)
            {
                BatchBuffer buffer = fill.WaitFor(step, cancellationToken);
                try
                {
                    using (Batch batch = buffer.Lend())
                        yield return batch;
                    WaitForCopies();
                }
                finally
                {
                    buffer.TakeBack();
                }

                fill.Release(step);
            }
        }
        finally
        {
            _fill = null;
        }
    }

    private EpochOrder Order(int epoch)
    {
        for (int i = 0; i < _order.Length; i++)
            _order[i] = i;
        if (_options.Shuffle)
            _fillers[0].Shuffle(_order, epoch);
        return new EpochOrder(epoch, _order, StepsPerEpoch, _options.Share, HasPartner);
    }

    /// <summary>
    /// The smallest number of batches that the batch size and whole updates allow, but without batches of a single image if a larger size was requested: batch norm cannot be trained on one image.
    /// </summary>
    private static int StepsFor(int images, BatchLoaderOptions options)
    {
        int steps = DividedUp(images, options.BatchSize);
        if (steps > options.BatchesPerUpdate)
            steps = DividedUp(steps, options.BatchesPerUpdate) * options.BatchesPerUpdate;
        return options.BatchSize == 1 ? Math.Min(steps, images) : Math.Clamp(images / 2, 1, steps);
    }

    private static int DividedUp(int dividend, int divisor) => (int)(((long)dividend + divisor - 1) / divisor);

    /// <summary>A buffer must not be refilled while a device may still be copying from it.</summary>
    private void WaitForCopies()
    {
        if (_options.Device.type == DeviceType.CUDA)
            cuda.synchronize(_options.Device);
    }
}
