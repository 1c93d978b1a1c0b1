using System.Diagnostics;

namespace DsCnn.Cli;

/// <summary>The time that an engine takes to load a network, to run it for the first time, and to run it after that.</summary>
internal sealed class EngineTimes : IDisposable
{
    private const int FewestCalls = 3;

    private readonly IBenchmarkedEngine _loaded;
    private readonly List<double> _calls = [];

    /// <summary>Loads the network and runs it until call times have settled; the second call is the first with all memory planned.</summary>
    internal EngineTimes(string engine, Func<IBenchmarkedEngine> load)
    {
        Engine = engine;
        var watch = Stopwatch.StartNew();
        _loaded = load();
        LoadMs = watch.Elapsed.TotalMilliseconds;
        FirstMs = Time();
        _ = Time();
    }

    internal string Engine { get; }

    internal int Batch => _loaded.Batch;

    internal int Threads => _loaded.Threads;

    internal double LoadMs { get; }

    internal double FirstMs { get; }

    internal int Calls => _calls.Count;

    internal double MinMs => _calls.Min();

    internal double MedianMs => Quantile(0.5);

    internal double P95Ms => Quantile(0.95);

    internal double ImagesPerSecond => 1000.0 * Batch * Calls / _calls.Sum();

    /// <summary>Runs the network for the given time.</summary>
    internal void Measure(TimeSpan time, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        for (int calls = 0; calls < FewestCalls || watch.Elapsed < time; calls++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _calls.Add(Time());
        }
    }

    public void Dispose() => _loaded.Dispose();

    private double Time()
    {
        var watch = Stopwatch.StartNew();
        _loaded.Run();
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>The shortest time that the given share of the calls does not exceed.</summary>
    private double Quantile(double share)
    {
        double[] sorted = [.. _calls.Order()];
        return sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
    }
}
