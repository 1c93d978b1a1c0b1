namespace DsCnn.Inference;

/// <summary>Lends lanes to concurrent callers and keeps idle ones; disposes everything when the last caller is done.</summary>
internal sealed class LanePool(Func<int, Lane> create, IDisposable network) : IDisposable
{
    /// <summary>More concurrent calls than services usually have, with memory that a process can spare.</summary>
    private const int MaxIdle = 64;
    private const long MaxIdleBytes = 256L << 20;

    private readonly Lock _gate = new();
    private readonly List<Lane> _idle = new(MaxIdle + 1);
    private long _idleBytes;
    private int _rented;
    private bool _disposed;

    /// <summary>Takes a lane, which must be returned.</summary>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    internal Lane Rent(int images)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(Classifier));
            _rented++;
            // The most recently returned one is the warmest in the caches.
            for (int i = _idle.Count - 1; i >= 0; i--)
            {
                if (_idle[i].Images == images)
                    return Take(i);
            }
        }

        try
        {
            return create(images);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    /// <summary>Returns a lane.</summary>
    internal void Return(Lane lane)
    {
        lock (_gate)
        {
            _idle.Add(lane);
            _idleBytes += lane.Bytes;
            while (_idle.Count > MaxIdle || (_idleBytes > MaxIdleBytes && _idle.Count > 1))
                Take(0).Dispose();
        }

        Leave();
    }

    /// <summary>Stops lending; running calls finish first, then the network is disposed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_rented == 0)
                Clear();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            _rented--;
            if (_disposed && _rented == 0)
                Clear();
        }
    }

    private Lane Take(int index)
    {
        Lane lane = _idle[index];
        _idle.RemoveAt(index);
        _idleBytes -= lane.Bytes;
        return lane;
    }

    private void Clear()
    {
        while (_idle.Count > 0)
            Take(_idle.Count - 1).Dispose();
        network.Dispose();
    }
}
