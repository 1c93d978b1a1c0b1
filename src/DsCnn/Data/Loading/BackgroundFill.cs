using System.Runtime.ExceptionServices;

namespace DsCnn.Data;

/// <summary>Threads that fill the buffers of an epoch ahead of the training, in order, as long as buffers are free.</summary>
internal sealed class BackgroundFill : IDisposable
{
    /// <summary>The number of images that a thread claims at once: enough to make locking cheap, few enough for all threads to help with a batch.</summary>
    private const int ClaimedImages = 8;

    private readonly object _gate = new();
    private readonly EpochOrder _order;
    private readonly BatchBuffer[] _buffers;
    private readonly Thread[] _threads;
    private int _step;
    private int _place;
    private int _lentUpTo;
    private volatile bool _stopped;

    internal BackgroundFill(EpochOrder order, int firstStep, BatchBuffer[] buffers, BatchFiller[] fillers)
    {
        _order = order;
        _buffers = buffers;
        _step = _lentUpTo = firstStep;
        foreach (BatchBuffer buffer in buffers)
            buffer.Empty();
        _threads = [.. fillers.Select((filler, i) => new Thread(() => Work(filler)) { IsBackground = true, Name = $"DsCnn loader {i + 1}" })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Waits until a batch is filled.</summary>
    internal BatchBuffer WaitFor(int step, CancellationToken cancellationToken)
    {
        BatchBuffer buffer = BufferOf(step);
        lock (_gate)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ObjectDisposedException.ThrowIf(_stopped, this);
                if (buffer.Step == step && buffer.Remaining == 0)
                    break;
                Monitor.Wait(_gate);
            }
        }

        if (buffer.Failure is { } failure)
            ExceptionDispatchInfo.Throw(failure.Error);
        return buffer;
    }

    /// <summary>Returns a batch's buffer to be filled again.</summary>
    internal void Release(int step)
    {
        lock (_gate)
        {
            _lentUpTo = step + 1;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Wakes a waiting <see cref="WaitFor"/> to check its token.</summary>
    internal void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    /// <summary>Stops the threads; each finishes its current image first.</summary>
    public void Dispose()
    {
        _stopped = true;
        Wake();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private BatchBuffer BufferOf(int step) => _buffers[step % _buffers.Length];

    private void Work(BatchFiller filler)
    {
        while (TryClaim(out int step, out Range places))
        {
            BatchBuffer buffer = BufferOf(step);
            for (int place = places.Start.Value; place < places.End.Value; place++)
            {
                if (_stopped)
                    return;
                if (!TryFill(filler, buffer, step, place))
                    break;
            }

            Complete(filler, buffer, step, places.End.Value - places.Start.Value);
        }
    }

    private bool TryClaim(out int step, out Range places)
    {
        lock (_gate)
        {
            while (!_stopped && _step < _order.Steps && _step >= _lentUpTo + _buffers.Length)
                Monitor.Wait(_gate);
            (step, places) = (_step, default);
            if (_stopped || _step >= _order.Steps)
                return false;

            int count = _order.ReadAt(step);
            if (_place == 0)
                BufferOf(step).Begin(step, _order);
            places = _place..Math.Min(_place + ClaimedImages, count);
            bool batchIsClaimed = places.End.Value == count;
            _place = batchIsClaimed ? 0 : places.End.Value;
            _step += batchIsClaimed ? 1 : 0;
            return true;
        }
    }

    /// <summary>The training learns of an error when it gets to that batch, so that the same error always comes first, regardless of threads.</summary>
    private bool TryFill(BatchFiller filler, BatchBuffer buffer, int step, int place)
    {
        try
        {
            filler.Fill(buffer, _order, step, place);
            return true;
        }
        catch (Exception exception)
        {
            lock (_gate)
                buffer.Fail(place, exception);
            return false;
        }
    }

    private void Complete(BatchFiller filler, BatchBuffer buffer, int step, int images)
    {
        bool isLast;
        lock (_gate)
        {
            isLast = buffer.Remaining == images;
            if (!isLast)
                buffer.Remaining -= images;
        }

        if (!isLast)
            return;
        TryComplete(filler, buffer, step);
        lock (_gate)
        {
            buffer.Remaining = 0;
            Monitor.PulseAll(_gate);
        }
    }

    private void TryComplete(BatchFiller filler, BatchBuffer buffer, int step)
    {
        if (buffer.Failure is not null)
            return;
        try
        {
            filler.Complete(buffer, _order, step);
        }
        catch (Exception exception)
        {
            buffer.Fail(place: 0, exception);
        }
    }
}
