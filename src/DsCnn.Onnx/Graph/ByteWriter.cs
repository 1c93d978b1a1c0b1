using System.Buffers.Binary;
using static DsCnn.Protobuf.TensorProto.Types;

namespace DsCnn.Onnx;

/// <summary>Writes what a quantization says: a QuantizeLinear and a DequantizeLinear around every value that is kept as bytes, and weights and biases as whole numbers.</summary>
/// <remarks>
/// The "QDQ" form of ONNX. A runtime that finds an operation between DequantizeLinear and QuantizeLinear runs it on the integers; one that does not look computes the same in float32.
/// These nodes have no names: there are many, and nobody asks for them.
/// </remarks>
internal sealed class ByteWriter(QuantizationSpec spec, GraphWriter graph)
{
    private readonly Dictionary<string, ActivationQuantization> _activations = spec.Activations.ToDictionary(activation => activation.Name);
    private readonly Dictionary<string, float[]> _scales = spec.Weights.ToDictionary(weight => weight.Name, weight => weight.Scales.ToArray());

    // What is known of a value that was made of bytes.
    private readonly Dictionary<string, (string Bytes, ActivationQuantization Form)> _made = [];

    /// <returns>The value made of bytes, or null where it is not kept as some.</returns>
    internal string? Value(string value, string name)
    {
        if (!_activations.TryGetValue(name, out ActivationQuantization? form))
            return null;

        // The network's input goes by any name, which must not meet one of these.
        string stem = name == graph.ImagesName ? GraphNames.Layers + name : name;
        return Dequantize(stem, graph.Unnamed("QuantizeLinear", $"{stem}.q", [value, .. Parameters(form)]), form);
    }

    /// <returns>The moved value made of moved bytes, or null where the value does not come from bytes.</returns>
    internal string? Move(string value, Func<string, string> move)
    {
        if (!_made.TryGetValue(value, out (string Bytes, ActivationQuantization Form) known))
            return null;
        string moved = move(known.Bytes);
        return Dequantize(moved, moved, known.Form);
    }

    /// <returns>The weights made of bytes, or null where they are not kept as some.</returns>
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

    /// <summary>A bias in whole numbers of what a product of a byte of the input and one of the weights is worth, so that it can be added to their sums.</summary>
    /// <returns>The bias made of whole numbers, or null where input or weights are not kept as bytes.</returns>
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
