using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Inference;

/// <summary>Sets up the execution provider in ONNX Runtime.</summary>
internal static class ProviderSetup
{
    /// <exception cref="NotSupportedException">The library does not include the provider, or it cannot be started.</exception>
    internal static void Append(SessionOptions session, OnnxRuntimeOptions options)
    {
        if (options.Provider == ExecutionProvider.Cpu)
            return;

        Require(options.Provider, OrtEnv.Instance().GetAvailableProviders());
        try
        {
            switch (options.Provider)
            {
                case ExecutionProvider.Cuda:
                    session.AppendExecutionProvider_CUDA(options.DeviceId);
                    break;
                case ExecutionProvider.DirectML:
                    session.AppendExecutionProvider_DML(options.DeviceId);
                    break;
                case ExecutionProvider.CoreML:
                    session.AppendExecutionProvider("CoreML");
                    break;
                default:
                    session.AppendExecutionProvider("XNNPACK", new Dictionary<string, string>
                    {
                        ["intra_op_num_threads"] = session.IntraOpNumThreads.ToString(CultureInfo.InvariantCulture),
                    });
                    break;
            }
        }
        catch (Exception failure) when (failure is OnnxRuntimeException or EntryPointNotFoundException or NotSupportedException)
        {
            throw new NotSupportedException(
                ErrorText.OneLine($"The execution provider {options.Provider} cannot be started: {failure.Message}"), failure);
        }
    }

    /// <exception cref="NotSupportedException">It is not among them.</exception>
    internal static void Require(ExecutionProvider provider, IEnumerable<string> available)
    {
        HashSet<string> names = [.. available];
        if (names.Contains(NameOf(provider)))
            return;

        IEnumerable<ExecutionProvider> known = Enum.GetValues<ExecutionProvider>().Where(p => names.Contains(NameOf(p)));
        throw new NotSupportedException(
            $"The execution provider {provider} is not part of the ONNX Runtime library that the application includes, which has: {string.Join(", ", known)}. " +
            RemedyFor(provider));
    }

    private static string NameOf(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cpu => "CPUExecutionProvider",
        ExecutionProvider.Cuda => "CUDAExecutionProvider",
        ExecutionProvider.DirectML => "DmlExecutionProvider",
        ExecutionProvider.CoreML => "CoreMLExecutionProvider",
        _ => "XnnpackExecutionProvider",
    };

    private static string RemedyFor(ExecutionProvider provider) => provider switch
    {
        ExecutionProvider.Cuda => "Reference Microsoft.ML.OnnxRuntime.Gpu instead of Microsoft.ML.OnnxRuntime.",
        ExecutionProvider.DirectML => "On Windows, reference Microsoft.ML.OnnxRuntime.DirectML instead of Microsoft.ML.OnnxRuntime.",
        ExecutionProvider.CoreML => "It is available on macOS and iOS.",
        _ => "It is available on Android and iOS.",
    };
}
