namespace DsCnn.Inference;

/// <summary>The threads that help callers, for the whole process: they sleep when they are not needed, and a caller that finds none free computes alone.</summary>
internal static class WorkerTeam
{
    private static readonly Lock _gate = new();
    private static readonly Stack<Worker> _idle = new();
    private static int _workers;

    /// <summary>Asks for help with a run. Threads that arrive too late find it closed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="helpers">The number of threads that may help.</param>
    internal static void Help(SharedRun run, int helpers)
    {
        for (int i = 0; i < helpers; i++)
        {
            Worker? worker;
            lock (_gate)
            {
                if (!_idle.TryPop(out worker))
                {
                    // Threads that are helping other callers are not replaced, because then the processors are busy.
                    if (_workers >= helpers)
                        return;
                    _workers++;
                }
            }

            (worker ?? new Worker()).Begin(run);
        }
    }

    private static void BeIdle(Worker worker)
    {
        lock (_gate)
            _idle.Push(worker);
    }

    /// <summary>A thread and its assignment.</summary>
    private sealed class Worker
    {
        private readonly object _asked = new();
        private SharedRun? _run;

        internal Worker() => new Thread(Loop) { IsBackground = true, Name = "DsCnn" }.Start();

        internal void Begin(SharedRun run)
        {
            lock (_asked)
            {
                Volatile.Write(ref _run, run);
                Monitor.Pulse(_asked);
            }
        }

        private SharedRun WaitForRun()
        {
            lock (_asked)
            {
                while (_run is null)
                    Monitor.Wait(_asked);
                SharedRun run = _run;
                _run = null;
                return run;
            }
        }

        private void Loop()
        {
            for (; ; )
            {
                SharedRun run = WaitForRun();
                run.Join();
                for (int spins = run.IdleSpins; spins > 0 && Volatile.Read(ref _run) is null; spins--)
                    Thread.SpinWait(1);
                BeIdle(this);
            }
        }
    }
}

/// <summary>Consecutive steps, each divided into parts that any thread may process. The thread that finishes the last part of a step opens the next step.</summary>
internal abstract class SharedRun
{
    /// <summary>The number of spins before a thread sleeps, a few tens of microseconds.</summary>
    private const int Spins = 2000;

    private const int Closed = -1;

    /// <summary>The open step in the upper half, its next part in the lower half.</summary>
    private long _ticket;
    private int _done;
    private int _helpers = Closed;
    private int _slots;
    private int _limit;
    private int _waiting;
    private volatile bool _stopped;
    private Exception? _failure;
    private CancellationToken _cancellation;

    /// <summary>Whether waiting threads keep a processor busy for a while.</summary>
    internal ThreadSpinning Spinning { get; init; }

    /// <summary>The number of spins after a run.</summary>
    internal int IdleSpins => Spinning == ThreadSpinning.Always ? 100 * Spins : 0;

    private protected abstract int Steps { get; }

    private protected abstract int PartsOf(int step);

    /// <summary>Processes a part of a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="part">The part, from 0.</param>
    /// <param name="slot">The index of the thread, 0 for the caller, which selects its memory.</param>
    private protected abstract void Do(int step, int part, int slot);

    /// <summary>Runs all steps, with the help of other threads.</summary>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    private protected void Start(int helpers, CancellationToken cancellationToken)
    {
        (_ticket, _done, _slots, _limit, _stopped, _failure, _cancellation) = (0, 0, 0, helpers, false, null, cancellationToken);
        if (helpers > 0)
        {
            Volatile.Write(ref _helpers, 0);
            WorkerTeam.Help(this, helpers);
        }

        Work(slot: 0);
        if (helpers > 0)
            Close();
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null)
            throw new InvalidOperationException($"The network could not be run. {_failure.Message}", _failure);
    }

    /// <summary>Helps until all work is done.</summary>
    internal void Join()
    {
        for (int helpers = Volatile.Read(ref _helpers); helpers != Closed; helpers = Volatile.Read(ref _helpers))
        {
            if (Interlocked.CompareExchange(ref _helpers, helpers + 1, helpers) != helpers)
                continue;
            // A thread that was asked for an earlier run and woke late may be one too many.
            int slot = Interlocked.Increment(ref _slots);
            if (slot <= _limit)
                Work(slot);
            Interlocked.Decrement(ref _helpers);
            return;
        }
    }

    private void Work(int slot)
    {
        for (; ; )
        {
            long ticket = Volatile.Read(ref _ticket);
            int step = (int)(ticket >> 32), part = (int)ticket;
            if (step >= Steps)
                return;
            if (part >= PartsOf(step))
            {
                WaitFor(step);
                continue;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket)
                continue;
            Try(step, part, slot);
            if (Interlocked.Increment(ref _done) == PartsOf(step))
                Open(step + 1);
        }
    }

    private void Try(int step, int part, int slot)
    {
        _stopped |= _cancellation.IsCancellationRequested;
        if (_stopped)
            return;
        try
        {
            Do(step, part, slot);
        }
        catch (Exception failure)
        {
            _failure = failure;
            _stopped = true;
        }
    }

    private void Open(int step)
    {
        _done = 0;
        Interlocked.Exchange(ref _ticket, (long)step << 32);
        if (Volatile.Read(ref _waiting) == 0)
            return;
        lock (this)
            Monitor.PulseAll(this);
    }

    private void WaitFor(int step)
    {
        for (int spins = Spinning == ThreadSpinning.Never ? 0 : Spins; spins > 0; spins--)
        {
            if ((int)(Volatile.Read(ref _ticket) >> 32) != step)
                return;
            Thread.SpinWait(1);
        }

        lock (this)
        {
            Interlocked.Increment(ref _waiting);
            while ((int)(Volatile.Read(ref _ticket) >> 32) == step)
                Monitor.Wait(this);
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Closes the run to new threads, and waits for those that are leaving.</summary>
    private void Close()
    {
        var wait = default(SpinWait);
        while (Interlocked.CompareExchange(ref _helpers, Closed, 0) != 0)
            wait.SpinOnce();
    }
}
