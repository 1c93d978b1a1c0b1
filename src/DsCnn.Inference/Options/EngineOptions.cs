namespace DsCnn.Inference;

/// <summary>How ONNX Runtime computes. The defaults are for short answers to one image at a time.</summary>
public sealed record EngineOptions
{
    /// <summary>What computes the network. Default: the processor.</summary>
    public ExecutionProvider Provider { get; init => field = Check.Defined(value); }

    /// <summary>Which GPU, from 0, where the provider has several. Default 0.</summary>
    public int DeviceId { get; init => field = Check.NotNegative(value); }

    /// <summary>
    /// How many threads share the work inside a step of the network, the caller's included, or null for as many as there are processors for this process
    /// (a container's limit counts). Default null. 1 gives the most answers per second where many calls run at once.
    /// </summary>
    public int? IntraOpThreads { get; init => field = value is { } threads ? Check.Positive(threads) : null; }

    /// <summary>How many steps of the network may run at once. Default 1: networks of blocks are chains, and have nothing to gain.</summary>
    public int InterOpThreads { get; init => field = Check.Positive(value); } = 1;

    /// <summary>Whether threads that wait keep a processor busy. Default: always, as ONNX Runtime does, because calls in quick succession are the fastest then.</summary>
    public ThreadSpinning Spinning { get; init => field = Check.Defined(value); } = ThreadSpinning.Always;

    /// <summary>How far the network is rewritten when it is loaded. Default: as far as possible.</summary>
    public GraphOptimization Optimization { get; init => field = Check.Defined(value); } = GraphOptimization.All;

    /// <summary>Whether memory of one call is kept for the next. Default true; without it, calls are slower and an idle classifier smaller.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Whether the memory of all steps is planned as one piece after the first call of a size. Default true.</summary>
    public bool MemoryPattern { get; init; } = true;
}

/// <summary>What computes a network. ONNX Runtime's library must have been built with it, and the application brings that library.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor; in every library.</summary>
    Cpu,

    /// <summary>NVIDIA's GPUs: the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    Cuda,

    /// <summary>GPUs on Windows: the package Microsoft.ML.OnnxRuntime.DirectML. It runs one call at a time.</summary>
    DirectML,

    /// <summary>Apple's neural engines and GPUs: the package Microsoft.ML.OnnxRuntime on macOS and iOS.</summary>
    CoreML,

    /// <summary>The XNNPACK kernels for the processors of phones: the package Microsoft.ML.OnnxRuntime on Android and iOS.</summary>
    Xnnpack,
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

/// <summary>How far ONNX Runtime rewrites a network when it is loaded. The answers are the same but for rounding.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>What needs no particular kernels: constants are computed, steps without effect removed.</summary>
    Basic,

    /// <summary>Also steps that can be done as one.</summary>
    Extended,

    /// <summary>Also the layout of memory that suits the processor.</summary>
    All,
}
