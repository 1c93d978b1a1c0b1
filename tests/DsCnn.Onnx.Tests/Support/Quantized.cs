using DsCnn.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace DsCnn.Tests;

/// <summary>Quantizations made from what a float32 file holds, and the graph that ONNX Runtime makes of theirs.</summary>
internal static class Quantized
{
    /// <summary>Bytes for every value but the logits and probabilities, with ranges that random networks fill; for every weight the largest one of each filter.</summary>
    internal static QuantizationSpec SpecOf(ModelFile model)
    {
        ModelFile folded = model.FoldBatchNorm();
        GraphProto graph = ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(folded)).Graph;
        IEnumerable<string> values = graph.Node.Where(n => n.OpType is not ("Gemm" or "Softmax" or "Flatten" or "HardSigmoid") && !n.Name.EndsWith(".beta")).Select(n => n.Name).Prepend("input");
        return new QuantizationSpec
        {
            Activations =
            [
                .. values.Select(name => name.EndsWith("sigmoid")
                    ? ActivationQuantization.FromRange(name, 0, 1)
                    : ActivationQuantization.FromRange(name, -3, 4)),
            ],
            Weights = [.. folded.Weights.Where(w => w.Value.Dimensions.Count > 1).Select(w => new WeightQuantization { Name = w.Key, Scales = [.. Scales(w.Value)] })],
        };
    }

    /// <summary>The operators that ONNX Runtime runs, in their order.</summary>
    internal static List<string> OperatorsRun(byte[] file)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("optimized.onnx");
        using (var options = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, OptimizedModelFilePath = path })
        using (new InferenceSession(file, options))
            return [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node.Select(n => n.OpType)];
    }

    private static IEnumerable<float> Scales(WeightTensor weight) =>
        weight.ToFloats().Chunk(weight.ToFloats().Length / weight.Dimensions[0]).Select(filter => filter.Max(Math.Abs) / 127);
}
