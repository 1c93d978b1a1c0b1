using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace DsCnn.Extensions;

/// <summary>Waiting images, and the workers that process them in batches: of those that are already waiting, or of those that arrive within a given time.</summary>
internal sealed class ImageQueue<TAnswer>
{
    private readonly string _name;
    private readonly DsCnnClassifierOptions _options;
    private readonly ServedModel _model;
    private readonly ClassifierMetrics _metrics;
    private readonly ILogger _log;
    private readonly Channel<WaitingImage<TAnswer>> _waiting;
    private readonly Task _working;
    private volatile Exception? _failure;
    private volatile bool _isStopped;
    private volatile bool _isGivenUp;

    internal ImageQueue(string name, DsCnnClassifierOptions options, ServedModel model, IImageWork<TAnswer> work, ClassifierMetrics metrics, ILogger log)
    {
        _name = name;
        _options = options;
        _model = model;
        _metrics = metrics;
        _log = log;
        _waiting = Channel.CreateBounded<WaitingImage<TAnswer>>(options.QueueLimit);
        _working = Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(new ImageBatch<TAnswer>(work)))));
    }

    /// <summary>The failure of the network on the last images that it ran, or null.</summary>
    internal Exception? Failure => _failure;

    /// <summary>Processes an image.</summary>
    /// <param name="content">The bytes of its file; in use until the task has completed.</param>
    /// <param name="waitsForRoom">Whether to wait if the queue is full, or to be rejected.</param>
    /// <param name="cancellationToken">Removes the image from the queue; once processing has begun, it is completed.</param>
    /// <exception cref="ClassifierBusyException">The queue is full.</exception>
    /// <exception cref="ObjectDisposedException">The service has ended.</exception>
    internal async Task<TAnswer> RunAsync(ReadOnlyMemory<byte> content, bool waitsForRoom, CancellationToken cancellationToken)
    {
        using var measure = new PredictionMeasure(_metrics, _name);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var image = new WaitingImage<TAnswer>(content, cancellationToken);
            await AddAsync(image, waitsForRoom, cancellationToken).ConfigureAwait(false);
            TAnswer answer = await image.Answer.ConfigureAwait(false);
            measure.RanWith(image.BatchSize);
            return answer;
        }
        catch (Exception failure)
        {
            measure.Failed(failure);
            throw;
        }
    }

    /// <summary>Accepts no more images, and processes those that are waiting.</summary>
    /// <param name="cancellationToken">Fails those that are still waiting with an <see cref="ObjectDisposedException"/>; those being processed are completed.</param>
    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopped = true;
        _waiting.Writer.TryComplete();
        using (cancellationToken.UnsafeRegister(static queue => ((ImageQueue<TAnswer>)queue!)._isGivenUp = true, this))
            await _working.ConfigureAwait(false);
    }

    private async ValueTask AddAsync(WaitingImage<TAnswer> image, bool waitsForRoom, CancellationToken cancellationToken)
    {
        while (!_waiting.Writer.TryWrite(image))
        {
            if (!waitsForRoom && !_isStopped)
                throw new ClassifierBusyException(_options.QueueLimit);
            if (!await _waiting.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
                throw Ended();
        }

        _metrics.Waits(_name, 1);
    }

    private async Task WorkAsync(ImageBatch<TAnswer> batch)
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync(batch).ConfigureAwait(false);
            if (batch.Count > 0)
                Run(batch);
            batch.Clear();
        }
    }

    /// <summary>Takes waiting images: at most a batch, and if there are few, no more than this worker's share, so that the others have work too.</summary>
    private async ValueTask GatherAsync(ImageBatch<TAnswer> batch)
    {
        bool waits = _options.BatchWait > TimeSpan.Zero;
        int share = (_waiting.Reader.Count + _options.Workers - 1) / _options.Workers;
        int size = waits ? _options.BatchSize : Math.Clamp(share, 1, _options.BatchSize);
        using CancellationTokenSource? time = waits ? new CancellationTokenSource(_options.BatchWait) : null;
        while (batch.Count < size)
        {
            if (_waiting.Reader.TryRead(out WaitingImage<TAnswer>? image))
            {
                _metrics.Waits(_name, -1);
                if (image.TryBegin())
                    batch.Add(image);
            }
            else if (time is null || batch.Count == 0 || !await MoreComeAsync(time.Token).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    /// <summary>Whether another image arrives before the time is over.</summary>
    private async ValueTask<bool> MoreComeAsync(CancellationToken time)
    {
        try
        {
            return await _waiting.Reader.WaitToReadAsync(time).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Run(ImageBatch<TAnswer> batch)
    {
        if (_isGivenUp)
        {
            batch.Fail(Ended());
            return;
        }

        LoadedModel model = _model.Hold();
        try
        {
            _failure = batch.Run(model.Classifier);
        }
#pragma warning disable CA1031 // For example, if memory is exhausted: the callers must be told, and the worker continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            batch.Fail(failure);
            _failure = failure;
        }
        finally
        {
            model.Release();
        }

        if (_failure is { } wrong)
            _log.BatchFailed(_name, batch.Count, wrong);
    }

    private static ObjectDisposedException Ended() => new(nameof(ClassifierService));
}
