namespace DsCnn.Onnx;

/// <summary>How a model's tensors are stored in the file.</summary>
internal static class WeightStorage
{
    /// <summary>Biases and batch norms are a fraction of a percent of a network, and stay in single precision.</summary>
    internal static bool IsHalf(IReadOnlyList<int> dimensions, OnnxExportOptions options) => options.HalfPrecision && dimensions.Count > 1;

    /// <summary>The size of a network's tensors in bytes.</summary>
    internal static long BytesOf(ModelSpec spec, OnnxExportOptions options)
    {
        HashSet<string> bytes = [.. options.Quantization?.Weights.Select(weight => weight.Name) ?? []];
        return spec.Weights.Aggregate(0L, (sum, weight) => checked(sum + (weight.Elements * WidthOf(weight))));

        int WidthOf(WeightShape weight) => bytes.Contains(weight.Name) ? 1 : IsHalf(weight.Dimensions, options) ? 2 : 4;
    }

    internal static ReadOnlyMemory<byte> SingleBytes(WeightTensor tensor) =>
        tensor.Precision == WeightPrecision.Float32 ? tensor.Bytes : WeightTensor.FromFloats(tensor.Dimensions, tensor.ToFloats()).Bytes;
}
