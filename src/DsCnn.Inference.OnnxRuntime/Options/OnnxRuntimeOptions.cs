namespace DsCnn.Inference;

/// <summary>How ONNX Runtime computes: what <see cref="ClassifierOptions.Engine"/> may also be.</summary>
/// <example><code>
/// var engine = new OnnxRuntimeOptions { Provider = ExecutionProvider.Cuda, DeviceId = 0 };
/// using var classifier = Classifier.Load("flowers.onnx", new ClassifierOptions { Engine = engine });
/// </code></example>
public sealed record OnnxRuntimeOptions : EngineOptions
{
    /// <summary>What computes the network. Default: the processor.</summary>
    public ExecutionProvider Provider { get; init => field = Check.Defined(value); }

    /// <summary>Which GPU, from 0, where the provider has several. Default 0.</summary>
    public int DeviceId { get; init => field = Check.NotNegative(value); }

    /// <summary>How many steps of the network may run at once. Default 1: networks of blocks are chains, and have nothing to gain.</summary>
    public int InterOpThreads { get; init => field = Check.Positive(value); } = 1;

    /// <summary>How far the network is rewritten when it is loaded. Default: as far as possible.</summary>
    public GraphOptimization Optimization { get; init => field = Check.Defined(value); } = GraphOptimization.All;

    /// <summary>Whether memory of one call is kept for the next. Default true; without it, calls are slower and an idle classifier smaller.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Whether the memory of all steps is planned as one piece after the first call of a size. Default true.</summary>
    public bool MemoryPattern { get; init; } = true;

    /// <summary>The engine by itself, for applications that are trimmed by tools that know no names.</summary>
    internal override NetworkLoader Loader => new OnnxRuntimeLoader();

    /// <summary>The options that every engine has, with this one's defaults for the others.</summary>
    internal static OnnxRuntimeOptions From(EngineOptions options) =>
        options as OnnxRuntimeOptions ?? new OnnxRuntimeOptions { IntraOpThreads = options.IntraOpThreads, Spinning = options.Spinning };
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
