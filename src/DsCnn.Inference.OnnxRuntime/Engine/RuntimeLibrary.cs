using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>The native library of ONNX Runtime, which the application provides.</summary>
internal static class RuntimeLibrary
{
    /// <summary>Checks for the library before the first file is read, because a missing library is not the file's fault.</summary>
    internal static void EnsureLoaded() => EnsureLoaded(Touch);

    internal static void EnsureLoaded(Action touch)
    {
        try
        {
            touch();
        }
        catch (Exception failure) when (failure is TypeInitializationException or DllNotFoundException
            or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                "Networks are run by ONNX Runtime, whose native library onnxruntime is missing or has a different version. " +
                "Reference the package Microsoft.ML.OnnxRuntime (or Microsoft.ML.OnnxRuntime.Gpu, or .DirectML) in the application, " +
                "in the same version as Microsoft.ML.OnnxRuntime.Managed.", failure);
        }
    }

    private static void Touch()
    {
        // An application that has set up ONNX Runtime itself keeps its settings. By default, it would print what it finds out about GPUs.
        if (OrtEnv.IsCreated)
            return;
        var options = new EnvironmentCreationOptions { logId = "DsCnn", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (OnnxRuntimeException) when (OrtEnv.IsCreated)
        {
            // Another thread was faster.
        }
    }
}
