using System.Buffers.Binary;
using static DsCnn.Protobuf.TensorProto.Types;

namespace DsCnn.Onnx;

/// <summary>Writes a quantization: a QuantizeLinear and a DequantizeLinear around every value that is stored as bytes, and weights and biases as integers.</summary>
/// <remarks>
/// This is ONNX's "QDQ" form. A runtime that finds an operation between DequantizeLinear and QuantizeLinear runs it on integers; one that does not look for this computes the same in float32.
/// These nodes have no names, because there are many and nobody refers to them.
/// </remarks>
internal sealed class ByteWriter(QuantizationSpec spec, GraphWriter graph)
{
    private readonly Dictionary<string, ActivationQuantization> _activations = spec.Activations.ToDictionary(activation => activation.Name);
    private readonly Dictionary<string, float[]> _scales = spec.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.ToArray());

    // What is known about a value that was dequantized from bytes.
    private readonly Dictionary<string, (string Bytes, ActivationQuantization Form)> _made = [];

    /// <returns>The dequantized value, or null if it is not stored as bytes.</returns>
    internal string? Value(string value, string name)
    {
        if (!_activations.TryGetValue(name, out ActivationQuantization? form))
            return null;

        // The network's input can have any name, which must not clash with one of these.
        string stem = name == graph.ImagesName ? GraphNames.Layers + name : name;
        return Dequantize(stem, graph.Unnamed("QuantizeLinear", $"{stem}.q", [value, .. Parameters(form)]), form);
    }

    /// <returns>The moved value, dequantized from moved bytes, or null if the value does not come from bytes.</returns>
    internal string? Move(string value, Func<string, string> move)
    {
        if (!_made.TryGetValue(value, out (string Bytes, ActivationQuantization Form) known))
            return null;
        string moved = move(known.Bytes);
        return Dequantize(moved, moved, known.Form);
    }

    /// <returns>The dequantized weights, or null if they are not stored as bytes.</returns>
    internal string? Weight(string name, WeightTensor tensor)
    {
        if (!_scales.TryGetValue(name, out float[]? scales))
            return null;
        float[] values = tensor.ToFloats();
        byte[] bytes = new byte[values.Length];
        int filterSize = values.Length / scales.Length;
        for (int i = 0; i < values.Length; i++)
        {
            double steps = Math.Round((double)values[i] / scales[i / filterSize]);
            bytes[i] = (byte)(sbyte)Math.Clamp(steps, -WeightQuantization.MaxByte, WeightQuantization.MaxByte);
        }

        graph.Tensor(name, DataType.Int8, tensor.Dimensions, bytes);
        string zeros = graph.Tensor($"{GraphNames.Constants}int8.{scales.Length}", DataType.Int8, [scales.Length], new byte[scales.Length]);
        return graph.Unnamed("DequantizeLinear", $"{name}.dq", [name, Scales(name, scales), zeros], NodeAttribute.Int("axis", 0));
    }

    /// <summary>A bias as integers in units of (input scale x weight scale), so that it can be added to the sums of the products.</summary>
    /// <returns>The dequantized bias, or null if the input or the weights are not stored as bytes.</returns>
    internal string? Bias(string name, WeightTensor tensor, string weight, string input)
    {
        if (!_scales.TryGetValue(weight, out float[]? scales) || !_made.TryGetValue(input, out (string Bytes, ActivationQuantization Form) known))
            return null;
        float[] values = tensor.ToFloats();
        float[] steps = [.. scales.Select(scale => scale * known.Form.Scale)];
        byte[] bytes = new byte[sizeof(int) * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double whole = Math.Clamp(Math.Round((double)values[i] / steps[i]), -int.MaxValue, int.MaxValue);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int) * i), (int)whole);
        }

        graph.Tensor(name, DataType.Int32, tensor.Dimensions, bytes);
        return graph.Unnamed("DequantizeLinear", $"{name}.dq", [name, Scales(name, steps)], NodeAttribute.Int("axis", 0));
    }

    private string Dequantize(string stem, string bytes, ActivationQuantization form)
    {
        string value = graph.Unnamed("DequantizeLinear", $"{stem}.dq", [bytes, .. Parameters(form)]);
        _made[value] = (bytes, form);
        return value;
    }

    private string[] Parameters(ActivationQuantization form) =>
    [
        graph.Constant(form.Scale),
        graph.Tensor(FormattableString.Invariant($"{GraphNames.Constants}uint8.{form.ZeroPoint}"), DataType.Uint8, [], new[] { (byte)form.ZeroPoint }),
    ];

    private string Scales(string name, float[] scales) =>
        graph.Tensor($"{name}.scale", DataType.Float, [scales.Length], WeightTensor.FromFloats([scales.Length], scales).Bytes);
}
