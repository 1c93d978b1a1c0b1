using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Cli;

/// <summary>An exported file in ONNX Runtime; networks that are not classifiers run too.</summary>
internal sealed class OnnxNetwork : IExportedNetwork
{
    private readonly InferenceSession _session;
    private readonly InputSpec _input;

    internal OnnxNetwork(byte[] file, InputSpec input, OnnxRuntimeOptions engine)
    {
        _input = input;
        RuntimeLibrary.EnsureLoaded();
        using SessionOptions settings = SessionSettings.Create(engine);
        _session = new InferenceSession(file, settings);
    }

    public float[] Run(float[] images)
    {
        using var value = OrtValue.CreateTensorValueFromMemory(
            images, [images.Length / _input.Shape.Elements, _input.Channels, _input.Height, _input.Width]);
        using var options = new Microsoft.ML.OnnxRuntime.RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            options, [_session.InputNames[0]], [value], [_session.OutputNames[0]]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}
