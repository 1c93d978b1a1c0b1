using System.Buffers.Binary;

namespace DsCnn.Tflite;

/// <summary>Collects the operators of a graph and their tensors; each constant once, however often it is used.</summary>
internal sealed class GraphWriter(IntegerNetwork network, int images)
{
    /// <summary>The difference between unsigned and signed zero points.</summary>
    private const int SignedOffset = 128;

    private readonly List<FileTensor> _tensors = [];
    private readonly List<FileOperator> _operators = [];
    private readonly Dictionary<string, int> _constants = [];
    private readonly Dictionary<int, GraphValue> _floats = [];

    /// <summary>Which parts of the network are bytes.</summary>
    internal IntegerNetwork Network => network;

    internal IReadOnlyList<FileTensor> Tensors => _tensors;

    internal IReadOnlyList<FileOperator> Operators => _operators;

    /// <summary>The extents of a value of the plan: N x H x W x C, or N x C.</summary>
    internal int[] ShapeOf(TensorShape shape) => shape.IsVector ? [images, shape.Channels] : [images, shape.Height, shape.Width, shape.Channels];

    /// <summary>Adds an operator.</summary>
    /// <param name="kind">The kind of operator.</param>
    /// <param name="name">The name of its output.</param>
    /// <param name="shape">The extents of its output.</param>
    /// <param name="form">The quantization of its output, or null.</param>
    /// <param name="inputs">The tensors that it reads.</param>
    /// <param name="options">Its options.</param>
    /// <returns>Its output.</returns>
    internal GraphValue Add(OperatorKind kind, string name, int[] shape, ActivationQuantization? form, int[] inputs, OperatorOptions? options = null)
    {
        GraphValue output = Value(name, shape, form);
        int version = OperatorVersions.Of(kind, [.. inputs.Select(input => _tensors[input])], _tensors[output.Tensor]);
        _operators.Add(new FileOperator(kind, version, inputs, output.Tensor) { Options = options ?? new OperatorOptions() });
        return output;
    }

    /// <summary>Adds a value that no operator produces.</summary>
    internal GraphValue Value(string name, int[] shape, ActivationQuantization? form)
    {
        _tensors.Add(new FileTensor(name, form is null ? TensorType.Float32 : TensorType.Int8, shape)
        {
            Quantization = form is null ? null : new FileQuantization([form.Scale], [form.ZeroPoint - SignedOffset]),
        });
        return new GraphValue(_tensors.Count - 1, shape, form);
    }

    /// <summary>Adds a constant.</summary>
    /// <returns>Its tensor.</returns>
    internal int Constant(string name, Func<FileTensor> make)
    {
        if (_constants.TryGetValue(name, out int known))
            return known;
        _tensors.Add(make());
        return _constants[name] = _tensors.Count - 1;
    }

    /// <summary>Adds float32 numbers.</summary>
    internal int Floats(string name, int[] shape, ReadOnlyMemory<float> values) =>
        Constant(name, () => new FileTensor(name, TensorType.Float32, shape) { Data = FloatBytes(values.Span) });

    /// <summary>Adds 32-bit integers.</summary>
    internal int Integers(string name, int[] shape, ReadOnlyMemory<int> values, FileQuantization? quantization = null) =>
        Constant(name, () => new FileTensor(name, TensorType.Int32, shape) { Data = IntegerBytes(values.Span), Quantization = quantization });

    /// <summary>Adds a number that is multiplied with or added to every number of a value. As bytes, it is the largest byte, so that only the value itself is rounded.</summary>
    internal int Number(string name, double value, bool isBytes) => isBytes
        ? Constant($"{name}.int8", () => new FileTensor(name, TensorType.Int8, [1])
        {
            Data = [WeightQuantization.MaxByte],
            Quantization = new FileQuantization([(float)(value / WeightQuantization.MaxByte)], [0]),
        })
        : Floats(name, [1], new[] { (float)value });

    /// <summary>Dequantizes bytes.</summary>
    internal GraphValue AsFloats(GraphValue value)
    {
        if (value.Form is null)
            return value;
        if (!_floats.TryGetValue(value.Tensor, out GraphValue? floats))
            floats = _floats[value.Tensor] = Add(OperatorKind.Dequantize, $"{_tensors[value.Tensor].Name}.float32", value.Shape, null, [value.Tensor]);
        return floats;
    }

    /// <summary>Quantizes numbers.</summary>
    internal GraphValue AsBytes(GraphValue value, ActivationQuantization form) =>
        value.Form is null ? Add(OperatorKind.Quantize, $"{_tensors[value.Tensor].Name}.int8", value.Shape, form, [value.Tensor]) : value;

    /// <summary>The same numbers in a different shape.</summary>
    internal GraphValue Reshape(GraphValue value, int[] shape, string? name = null)
    {
        if (value.Shape.AsSpan().SequenceEqual(shape) && name is null)
            return value;
        string extents = string.Join('x', shape);
        int numbers = Integers($"shape.{extents}", [shape.Length], shape);
        return Add(
            OperatorKind.Reshape, name ?? $"{_tensors[value.Tensor].Name}.{extents}", shape, value.Form, [value.Tensor, numbers], new OperatorOptions { NewShape = shape });
    }

    /// <summary>Gives a value the name that programs use for it.</summary>
    internal void Rename(GraphValue value, string name) => _tensors[value.Tensor] = _tensors[value.Tensor] with { Name = name };

    private static byte[] FloatBytes(ReadOnlySpan<float> values)
    {
        byte[] bytes = new byte[sizeof(float) * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), values[i]);
        return bytes;
    }

    private static byte[] IntegerBytes(ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[sizeof(int) * values.Length];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(sizeof(int) * i), values[i]);
        return bytes;
    }
}
