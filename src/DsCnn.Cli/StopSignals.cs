using System.Runtime.InteropServices;

namespace DsCnn.Cli;

/// <summary>
/// Turns the signals that ask a process to end into a request for an orderly stop. Work that does not respond ends with the process shortly afterward, unless
/// there is something to save; a second signal ends everything at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>Long enough for any work that checks its token now and then.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private static int _saving;

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal StopSignals() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Stop))];

    internal CancellationToken Token => _stop.Token;

    /// <summary>Keeps the process alive when it is asked to stop, until the result is disposed of: work under way ends by saving its state.</summary>
    internal static IDisposable WhileSaving()
    {
        Interlocked.Increment(ref _saving);
        return new Saving();
    }

    /// <summary>Waits for the work of the tool, but only for a limited time once it has been asked to stop.</summary>
    /// <returns>The exit code.</returns>
    internal async Task<int> EndOf(Task<int> work)
    {
        try
        {
            await work.WaitAsync(Token);
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested)
        {
            do
                await Task.WhenAny(work, Task.Delay(_patience));
            while (!work.IsCompleted && Volatile.Read(ref _saving) > 0);
        }

        return work.IsCompleted ? await work : CommandLine.Stop();
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = !_stop.IsCancellationRequested;
        _stop.Cancel();
    }

    private sealed class Saving : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                Interlocked.Decrement(ref _saving);
        }
    }
}
