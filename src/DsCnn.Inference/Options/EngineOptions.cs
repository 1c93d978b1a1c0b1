namespace DsCnn.Inference;

/// <summary>How a network is run. The defaults minimize the latency of one image at a time.</summary>
/// <remarks>All engines have these options. The package DsCnn.Inference.OnnxRuntime adds its own with a record that extends this one.</remarks>
public record EngineOptions
{
    /// <summary>
    /// The number of threads that share the work within a step of the network, including the caller's, or null for the number of processors available to this process
    /// (including a container's limit), which the managed engine never exceeds. Default null. 1 gives the highest throughput if many calls run at once.
    /// </summary>
    public int? IntraOpThreads { get; init => field = value is { } threads ? Check.Positive(threads) : null; }

    /// <summary>Whether waiting threads keep a processor busy. Default: only between the steps of a network, so that an idle program uses no processor time.</summary>
    public ThreadSpinning Spinning { get; init => field = Check.Defined(value); } = ThreadSpinning.WhileRunning;

    /// <summary>The loader for ONNX files, in options that belong to a specific engine; null to look for one.</summary>
    internal virtual NetworkLoader? Loader => null;
}

/// <summary>Whether threads that wait for a network's next step keep a processor busy, which saves the time for waking them.</summary>
public enum ThreadSpinning
{
    /// <summary>Between the steps of a network, but not after a call: nearly as fast, and an idle program uses no processor time.</summary>
    WhileRunning,

    /// <summary>Also for a while after a call, so that calls in quick succession start sooner.</summary>
    Always,

    /// <summary>They sleep: for programs that share their processors with others.</summary>
    Never,
}
