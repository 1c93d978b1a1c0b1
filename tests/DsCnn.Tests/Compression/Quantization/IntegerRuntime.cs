using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>An exported int8 network in ONNX Runtime, on one thread.</summary>
internal sealed class IntegerRuntime : IDisposable
{
    private readonly InferenceSession _session;
    private readonly InputSpec _input;

    internal IntegerRuntime(DsCnnModel model, OnnxOutput output = OnnxOutput.Logits)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        _session = new InferenceSession(
            OnnxExporter.ToBytes(model, new OnnxExportOptions { Quantization = model.Quantization, Output = output }), options);
        _input = model.Spec.Input;
    }

    internal float[] Run(float[] images)
    {
        long[] shape = [images.Length / _input.Shape.Elements, _input.Channels, _input.Height, _input.Width];
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(images, shape);
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(options, ["input"], [value], [_session.OutputNames[0]]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    internal static float[] Simulate(DsCnnModel model, float[] images)
    {
        using var scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        InputSpec input = model.Spec.Input;
        return model.Logits(tensor(images, [images.Length / input.Shape.Elements, input.Channels, input.Height, input.Width])).data<float>().ToArray();
    }

    public void Dispose() => _session.Dispose();
}
