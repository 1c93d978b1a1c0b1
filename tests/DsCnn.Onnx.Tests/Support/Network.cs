using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Tests;

/// <summary>An ONNX file in ONNX Runtime, the engine that most of them end in.</summary>
internal sealed class Network : IDisposable
{
    private readonly InferenceSession _session;

    internal Network(byte[] file)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(file, options);
    }

    internal string Input => _session.InputNames.Single();

    internal string Output => _session.OutputNames.Single();

    internal int[] InputShape => _session.InputMetadata[Input].Dimensions;

    internal int[] OutputShape => _session.OutputMetadata[Output].Dimensions;

    internal string BatchName => _session.InputMetadata[Input].SymbolicDimensions[0];

    internal IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    internal ModelMetadata About => _session.ModelMetadata;

    internal static WeightTensor Run(byte[] file, WeightTensor input)
    {
        using var network = new Network(file);
        return network.Run(input);
    }

    internal WeightTensor Run(WeightTensor input)
    {
        using var values = OrtValue.CreateTensorValueFromMemory(input.ToFloats(), [.. input.Dimensions.Select(d => (long)d)]);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, [Input], [values], [Output]);
        long[] shape = outputs[0].GetTensorTypeAndShape().Shape;
        return WeightTensor.FromFloats([.. shape.Select(extent => (int)extent)], outputs[0].GetTensorDataAsSpan<float>());
    }

    public void Dispose() => _session.Dispose();
}
