namespace DsCnn.Inference;

/// <summary>Options for running networks with ONNX Runtime, to use as <see cref="ClassifierOptions.Engine"/>.</summary>
/// <example><code>
/// var engine = new OnnxRuntimeOptions { Provider = ExecutionProvider.Cuda, DeviceId = 0 };
/// using var classifier = Classifier.Load("flowers.onnx", new ClassifierOptions { Engine = engine });
/// </code></example>
public sealed record OnnxRuntimeOptions : EngineOptions
{
    /// <summary>The execution provider. Default: the CPU.</summary>
    public ExecutionProvider Provider { get; init => field = Check.Defined(value); }

    /// <summary>The index of the GPU, from 0, if the provider has several. Default 0.</summary>
    public int DeviceId { get; init => field = Check.NotNegative(value); }

    /// <summary>The number of steps of the network that may run at once. Default 1: networks of blocks are chains, for which more would not help.</summary>
    public int InterOpThreads { get; init => field = Check.Positive(value); } = 1;

    /// <summary>How far the network is optimized when it is loaded. Default: as far as possible.</summary>
    public GraphOptimization Optimization { get; init => field = Check.Defined(value); } = GraphOptimization.All;

    /// <summary>Whether the memory of one call is kept for the next. Default true; without it, calls are slower and an idle classifier takes less memory.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Whether the memory of all steps is planned as one piece after the first call of a size. Default true.</summary>
    public bool MemoryPattern { get; init; } = true;

    /// <summary>The loader, set directly for applications trimmed by tools that do not recognize the name.</summary>
    internal override NetworkLoader Loader => new OnnxRuntimeLoader();

    /// <summary>The options common to all engines, with this engine's defaults for the others.</summary>
    internal static OnnxRuntimeOptions From(EngineOptions options) =>
        options as OnnxRuntimeOptions ?? new OnnxRuntimeOptions { IntraOpThreads = options.IntraOpThreads, Spinning = options.Spinning };
}

/// <summary>The execution providers. ONNX Runtime's library, which the application provides, must have been built with the chosen one.</summary>
public enum ExecutionProvider
{
    /// <summary>The CPU; in every library.</summary>
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

/// <summary>How far ONNX Runtime optimizes a network when it is loaded. The results are the same, apart from rounding.</summary>
public enum GraphOptimization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Optimizations that need no special kernels: constants are computed, steps without effect are removed.</summary>
    Basic,

    /// <summary>Also fuses steps.</summary>
    Extended,

    /// <summary>Also changes the memory layout to suit the processor.</summary>
    All,
}
