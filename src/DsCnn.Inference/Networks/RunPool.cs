namespace DsCnn.Inference;

/// <summary>A compiled network, and the memory of finished calls, which later calls reuse.</summary>
/// <param name="network">Compiles the network for a number of threads.</param>
/// <param name="engine">The number of threads, and what they do between calls.</param>
/// <remarks>More threads than processors available to this process would only compete with each other, so there are no more.</remarks>
internal sealed class RunPool(Func<int, CompiledNetwork> network, EngineOptions engine)
{
    /// <summary>More concurrent calls than services usually have, with memory that a process can spare.</summary>
    private const int MaxIdle = 64;
    private const long MaxIdleBytes = 256L << 20;

    private readonly int _threads = ThreadsOf(engine);
    private readonly ThreadSpinning _spinning = engine.Spinning;
    private readonly Stack<NetworkRun> _idle = new();

    internal CompiledNetwork Network { get; } = network(ThreadsOf(engine));

    private static int ThreadsOf(EngineOptions engine) => Math.Min(engine.IntraOpThreads ?? int.MaxValue, Environment.ProcessorCount);

    internal NetworkRun Rent()
    {
        lock (_idle)
        {
            if (_idle.TryPop(out NetworkRun? run))
                return run;
        }

        return new NetworkRun(Network, _threads) { Spinning = _spinning };
    }

    internal void Return(NetworkRun run)
    {
        lock (_idle)
        {
            if (_idle.Count < MaxIdle && (_idle.Count + 1) * run.Bytes <= Math.Max(MaxIdleBytes, run.Bytes))
                _idle.Push(run);
        }
    }
}
