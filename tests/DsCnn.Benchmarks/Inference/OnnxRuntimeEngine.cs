using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Benchmarks;

/// <summary>ONNX Runtime with its own defaults, as its users call it.</summary>
internal sealed class OnnxRuntimeEngine : IEngine
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtValue _input;

    internal OnnxRuntimeEngine(Workload workload, string file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = workload.Threads };
        _session = new InferenceSession(Path.Combine(workload.Folder!, file), options);
        TensorShape shape = workload.Network.Input.Shape;
        _input = OrtValue.CreateTensorValueFromMemory(workload.Numbers(), [workload.Batch, shape.Channels, shape.Height, shape.Width]);
    }

    internal static string RuntimeVersion => OrtEnv.Instance().GetVersionString();

    public string Version => $"ONNX Runtime {RuntimeVersion} on PyTorch's export";

    public long? Parameters => null;

    public void Step()
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, _session.InputNames, [_input], _session.OutputNames);
    }

    public void Dispose()
    {
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}
