using System.Runtime.InteropServices;

namespace DsCnn.Tflite;

/// <summary>Weights and biases as constants of the graph.</summary>
internal sealed class WeightEmitter(ModelFile model, TfliteExportOptions options, GraphWriter graph)
{
    private readonly Dictionary<string, WeightQuantization> _scales = options.Quantization?.Weights.ToDictionary(weight => weight.Name) ?? [];

    /// <summary>The size of a weight in the file, in bytes.</summary>
    internal static long BytesOf(WeightedOperation operation, TfliteExportOptions options) => checked(
        (WeightLayout.ElementsOf(operation) * (options.Quantization?.Weights.Any(weight => weight.Name == operation.Weight.Name) == true ? 1 : options.HalfPrecision ? 2 : 4))
        + (sizeof(int) * (long)operation.Weight.Dimensions[0]));

    /// <summary>Adds a weight and a bias in file order.</summary>
    /// <param name="operation">The operation they belong to.</param>
    /// <param name="layout">The order in the file.</param>
    /// <param name="input">The quantization of the input, or null if the operation runs on numbers.</param>
    /// <returns>Their tensors.</returns>
    internal int[] Add(WeightedOperation operation, WeightLayout layout, ActivationQuantization? input)
    {
        string weight = operation.Weight.Name, bias = operation.Bias?.Name ?? $"{operation.Name}.zeros";
        return input is null ? [Floats(operation, weight, layout), FloatBias(operation, bias)] : [Bytes(operation, weight, layout), ByteBias(operation, bias, input)];
    }

    private int Floats(WeightedOperation operation, string name, WeightLayout layout)
    {
        float[] values = layout.Arrange(graph.Network.FloatWeightsOf(operation));
        if (!options.HalfPrecision || _scales.ContainsKey(name))
            return graph.Floats(name, layout.Shape, values);
        int half = graph.Constant(name, () => new FileTensor(name, TensorType.Float16, layout.Shape) { Data = HalfNumbers.Bytes(name, values) });
        return graph.Add(OperatorKind.Dequantize, $"{name}.float32", layout.Shape, null, [half]).Tensor;
    }

    /// <summary>Kernels can do without a bias, but not all vendors' converters can.</summary>
    private int FloatBias(WeightedOperation operation, string name)
    {
        int filters = operation.Weight.Dimensions[0];
        return graph.Floats(name, [filters], operation.Bias is null ? new float[filters] : graph.Network.FloatBiasOf(operation).ToArray());
    }

    private int Bytes(WeightedOperation operation, string name, WeightLayout layout)
    {
        sbyte[] values = layout.Arrange<sbyte>(graph.Network.WeightsOf(operation));
        float[] scales = [.. _scales[name].Scales];
        return graph.Constant(name, () => new FileTensor(name, TensorType.Int8, layout.Shape)
        {
            Data = MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
            Quantization = new FileQuantization(scales, new long[scales.Length], layout.FilterDimension),
        });
    }

    /// <summary>A bias as integers in units of (input scale x weight scale), with the input's scale in the graph, which a pool passes on.</summary>
    private int ByteBias(WeightedOperation operation, string name, ActivationQuantization input)
    {
        ReadOnlySpan<float> scales = _scales[operation.Weight.Name].Scales.AsSpan();
        int[] values = operation.Bias is null ? new int[scales.Length] : IntegerWeights.RoundBias(model.Weights[name].AsFloats(), scales, input);
        float[] sums = [.. _scales[operation.Weight.Name].Scales.Select(scale => input.Scale * scale)];
        return graph.Integers(name, [values.Length], values, new FileQuantization(sums, new long[sums.Length]));
    }
}
