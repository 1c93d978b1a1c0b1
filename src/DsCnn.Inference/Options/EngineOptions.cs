namespace DsCnn.Inference;

/// <summary>How a network is computed. The defaults are for short answers to one image at a time.</summary>
/// <remarks>These options every engine has. The package DsCnn.Inference.OnnxRuntime adds its own with a record that extends this one.</remarks>
public record EngineOptions
{
    /// <summary>
    /// How many threads share the work inside a step of the network, the caller's included, or null for as many as there are processors for this process
    /// (a container's limit counts); the managed engine has no more than these in any case. Default null. 1 gives the most answers per second where many calls run at once.
    /// </summary>
    public int? IntraOpThreads { get; init => field = value is { } threads ? Check.Positive(threads) : null; }

    /// <summary>Whether threads that wait keep a processor busy. Default: only between the steps of a network, so that an idle program is idle.</summary>
    public ThreadSpinning Spinning { get; init => field = Check.Defined(value); } = ThreadSpinning.WhileRunning;

    /// <summary>What loads ONNX files, of options that are those of an engine; null to look for one.</summary>
    internal virtual NetworkLoader? Loader => null;
}

/// <summary>Whether threads that wait for a network's next step keep a processor busy, which saves the time that waking them takes.</summary>
public enum ThreadSpinning
{
    /// <summary>Between the steps of a network, and not after a call: nearly as fast, and an idle program is idle at once.</summary>
    WhileRunning,

    /// <summary>Also for a while after a call, so that calls in quick succession begin sooner.</summary>
    Always,

    /// <summary>They sleep: for programs that share their processors with others.</summary>
    Never,
}
