using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using DsCnn.Communication;

namespace DsCnn.Distributed.Mpi;

/// <summary>The one thread of a process that calls MPI: it takes operations in order, drives each to its end, and tells the next rank that this one is alive.</summary>
/// <remarks>
/// MPI libraries move data only while they are called, and their own waiting spins: on a machine whose cores all compute, that would take time from training. This thread asks often at first,
/// then sleeps for fractions of a millisecond between two questions.
/// </remarks>
internal sealed unsafe class MpiThread : IDisposable
{
    private const int HeartbeatTag = 7;
    private const int BeatsPerTimeout = 6;
    private const int LongestName = 256;
    private static readonly TimeSpan _longestIdle = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _spin = TimeSpan.FromMicroseconds(100);

    private readonly object _gate = new();
    private readonly Queue<MpiOperation> _waiting = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly TimeSpan _timeout;
    private readonly nint* _beat = (nint*)NativeMemory.AllocZeroed(2, (nuint)sizeof(nint));
    private nint _beatComm;
    private bool _beats;
    private bool _isBeating;
    private long _lastBeat;
    private long _lastHeard;
    private long _lastLook;
    private volatile string? _abortReason;
    private bool _ends;

    /// <summary>Starts MPI, and waits until it has started.</summary>
    /// <exception cref="CommunicationException">It could not.</exception>
    internal MpiThread(MpiLibrary library, TimeSpan timeout)
    {
        Library = library;
        _timeout = timeout;
        _thread = new Thread(Run) { IsBackground = true, Name = "DsCnn MPI" };
        _thread.Start();
        _started.Task.GetAwaiter().GetResult();
    }

    internal MpiLibrary Library { get; }

    internal int Rank { get; private set; }

    internal int Size { get; private set; }

    /// <summary>The host of each rank.</summary>
    internal string[] HostNames { get; private set; } = [];

    /// <summary>The cores that each rank may use, in the system's words; empty where that is not known.</summary>
    internal string[] Cores { get; private set; } = [];

    /// <summary>Puts an operation behind those before it.</summary>
    internal Task Enqueue(MpiOperation operation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ends, this);
            _waiting.Enqueue(operation);
            Monitor.Pulse(_gate);
        }

        return operation.Completion;
    }

    /// <summary>Ends all processes.</summary>
    internal void Abort(string reason)
    {
        _abortReason = reason;
        lock (_gate)
            Monitor.Pulse(_gate);

        // The thread ends this process too.
        _thread.Join();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_ends)
                return;
            _ends = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        NativeMemory.Free(_beat);
    }

    private void Run()
    {
        try
        {
            Start();
            _started.SetResult();
        }
        catch (Exception failure)
        {
            _started.SetException(failure);
            return;
        }

        while (Next() is { } operation)
            Drive(operation);
        End();
    }

    private void Start()
    {
        int provided = 0, rank = 0, size = 0;
        MpiConstants constants = Library.Constants;
        Library.Check(Library.InitThread(null, null, constants.ThreadFunneled, &provided), "start");
        Library.Check(Library.CommSetErrorHandler(constants.World, constants.ErrorsReturn), "set its error handler");
        Library.Check(Library.CommRank(constants.World, &rank), "tell the rank");
        Library.Check(Library.CommSize(constants.World, &size), "tell the number of ranks");
        (Rank, Size) = (rank, size);
        HostNames = Gather(MpiLibrary.Text(Library.GetProcessorName));
        Cores = Gather(CoresOfProcess.Describe());
        nint copy = 0;
        Library.Check(Library.CommDup(constants.World, &copy), "copy its communicator");
        Library.Check(Library.CommSetErrorHandler(copy, constants.ErrorsReturn), "set its error handler");
        _beatComm = copy;
        _beats = size > 1 && _timeout != Timeout.InfiniteTimeSpan;
        _lastHeard = Stopwatch.GetTimestamp();
    }

    /// <summary>Collects a short text of each rank.</summary>
    private string[] Gather(string text)
    {
        byte* mine = stackalloc byte[LongestName];
        new Span<byte>(mine, LongestName).Clear();
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, LongestName)).CopyTo(new Span<byte>(mine, LongestName));
        byte[] all = new byte[LongestName * Size];
        fixed (byte* received = all)
            Library.Check(Library.Allgather((nint)mine, LongestName, Library.Constants.Byte, (nint)received, LongestName, Library.Constants.Byte, Library.Constants.World), "exchange names");
        return [.. all.Chunk(LongestName).Select(name => Encoding.UTF8.GetString(name).TrimEnd('\0'))];
    }

    /// <summary>Waits for an operation; null when there will be none any more.</summary>
    private MpiOperation? Next()
    {
        while (true)
        {
            lock (_gate)
            {
                if (_waiting.TryDequeue(out MpiOperation? operation))
                    return operation;
                if (_ends)
                    return null;
                Monitor.Wait(_gate, _longestIdle);
            }

            Attend();
        }
    }

    private void Drive(MpiOperation operation)
    {
        nint request = 0;
        try
        {
            Library.Check(operation.Start(Library, &request), operation.Name);
            long start = Stopwatch.GetTimestamp();
            for (int done = 0; done == 0;)
            {
                Library.Check(Library.Test(&request, &done, Library.Constants.IgnoreStatus), operation.Name);
                if (done != 0)
                    break;
                if (Stopwatch.GetElapsedTime(start) < _spin)
                    Thread.Yield();
                else
                    ShortSleep.Do();
                Attend();
            }

            operation.Complete();
        }
        catch (Exception failure)
        {
            operation.Fail(failure);
        }
    }

    /// <summary>Does what must be done at any time: end all ranks where this one was told to, say that it is alive, and listen for the one before it.</summary>
    private void Attend()
    {
        if (_abortReason is { } reason)
            EndAll(reason);
        if (!_beats)
            return;
        long now = Stopwatch.GetTimestamp();

        // Where this process was suspended itself, the others may have been too.
        if (Stopwatch.GetElapsedTime(_lastLook, now) > _timeout / BeatsPerTimeout)
            _lastHeard = now;
        _lastLook = now;
        if (!_isBeating && Stopwatch.GetElapsedTime(_lastBeat, now) < _timeout / BeatsPerTimeout && Stopwatch.GetElapsedTime(_lastHeard, now) < _timeout / BeatsPerTimeout)
            return;
        Beat(now);
        Listen(now);
    }

    private void Beat(long now)
    {
        int done = 0;
        if (_isBeating && Library.Test(_beat, &done, Library.Constants.IgnoreStatus) == 0 && done != 0)
            _isBeating = false;
        if (_isBeating || Stopwatch.GetElapsedTime(_lastBeat, now) < _timeout / BeatsPerTimeout)
            return;
        _lastBeat = now;
        _beat[0] = 0;
        _isBeating = Library.Isend((nint)(_beat + 1), 1, Library.Constants.Byte, (Rank + 1) % Size, HeartbeatTag, _beatComm, _beat) == 0;
    }

    private void Listen(long now)
    {
        int before = (Rank + Size - 1) % Size;
        for (int found = 1; found != 0;)
        {
            found = 0;
            if (Library.Iprobe(before, HeartbeatTag, _beatComm, &found, Library.Constants.IgnoreStatus) != 0 || found == 0)
                break;
            byte beat;
            _ = Library.Receive((nint)(&beat), 1, Library.Constants.Byte, before, HeartbeatTag, _beatComm, Library.Constants.IgnoreStatus);
            _lastHeard = now;
        }

        if (Stopwatch.GetElapsedTime(_lastHeard, now) > _timeout)
            EndAll($"rank {before} on {HostNames[before]} has not answered for {_timeout.TotalSeconds:0} seconds. It may have been stopped, or its machine or the network may be down.");
    }

    private void EndAll(string reason)
    {
        // The application may have silenced its console.
        using (var error = new StreamWriter(Console.OpenStandardError()))
            error.WriteLine(reason);
        _ = Library.Abort(Library.Constants.World, 1);
        Environment.Exit(1);
    }

    private void End()
    {
        if (_abortReason is { } reason)
            EndAll(reason);
        nint request = 0;
        int done = 0;

        // Nobody may leave while another one still listens for it.
        if (Library.Ibarrier(Library.Constants.World, &request) == 0)
        {
            while (done == 0 && Library.Test(&request, &done, Library.Constants.IgnoreStatus) == 0)
            {
                ShortSleep.Do();
                Attend();
            }
        }

        _ = Library.Finalize();
    }
}
