namespace DsCnn.Inference;

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
