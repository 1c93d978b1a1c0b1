using System.Globalization;
using DsCnn.Protobuf;
using Google.Protobuf;
using static DsCnn.Protobuf.TensorProto.Types;

namespace DsCnn.Onnx;

/// <summary>Collects the nodes of a graph, and the weights and constants that they use, each once.</summary>
internal sealed class GraphWriter
{
    private readonly ModelFile _model;
    private readonly OnnxExportOptions _options;
    private readonly GraphProto _graph;
    private readonly HashSet<string> _constants = [];
    private readonly ByteWriter? _bytes;

    internal GraphWriter(ModelFile model, OnnxExportOptions options)
    {
        _model = model;
        _options = options;
        _graph = new GraphProto { Name = model.Spec.Name };
        _bytes = options.Quantization is { } spec ? new ByteWriter(spec, this) : null;
    }

    /// <summary>The version of the operators.</summary>
    internal int Opset => _options.Opset;

    /// <summary>Whether to omit everything that only people read.</summary>
    internal bool Compact => _options.Compact;

    /// <summary>The name of the images in the plan.</summary>
    internal string ImagesName => _model.Spec.Plan.Input.Name;

    /// <summary>Adds a node with one output, which has the node's name.</summary>
    /// <returns>The output.</returns>
    internal string Node(string type, string name, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(new NodeProto { OpType = type, Name = name }, name, inputs, attributes);

    /// <summary>Adds a node without a name.</summary>
    /// <returns>The output.</returns>
    internal string Unnamed(string type, string output, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes) =>
        Add(new NodeProto { OpType = type }, output, inputs, attributes);

    /// <summary>Quantizes and dequantizes a value, if the quantization requires it.</summary>
    /// <param name="value">The name of the value in the graph.</param>
    /// <param name="name">Its name in the quantization, if different.</param>
    /// <returns>The value to compute with.</returns>
    internal string Value(string value, string? name = null) => _bytes?.Value(value, name ?? value) ?? value;

    /// <summary>Adds a node that only moves a value's numbers, and can therefore move bytes if the value was dequantized from some.</summary>
    /// <returns>The value to compute with.</returns>
    internal string OnBytes(string value, Func<string, string> move) => _bytes?.Move(value, move) ?? move(value);

    /// <summary>Adds weights of the model.</summary>
    /// <returns>The value to compute with, in float32.</returns>
    internal string Weight(string name)
    {
        WeightTensor weight = _model.Weights[name];
        if (_bytes?.Weight(name, weight) is { } value)
            return value;
        if (!WeightStorage.IsHalf(weight.Dimensions, _options))
            return Tensor(name, DataType.Float, weight.Dimensions, WeightStorage.SingleBytes(weight));
        Tensor(name, DataType.Float16, weight.Dimensions, HalfNumbers.Bytes(name, weight.AsFloats()));
        return Node("Cast", $"{name}.float32", [name], NodeAttribute.Int("to", (int)DataType.Float));
    }

    /// <summary>Adds the bias of a convolution or fully connected layer.</summary>
    /// <param name="operation">The operation, which has a bias.</param>
    /// <param name="input">The name of its input in the graph.</param>
    /// <returns>The value to compute with, in float32.</returns>
    internal string Bias(WeightedOperation operation, string input)
    {
        string name = operation.Bias!.Name;
        return _bytes?.Bias(name, _model.Weights[name], operation.Weight.Name, input) ?? Weight(name);
    }

    /// <summary>Adds a number, once however often it is used.</summary>
    /// <returns>The value.</returns>
    internal string Constant(double value) => Tensor(
        string.Create(CultureInfo.InvariantCulture, $"{GraphNames.Constants}{(float)value}"),
        DataType.Float, [], WeightTensor.FromFloats([], [(float)value]).Bytes);

    /// <summary>Adds a tensor, once however often it is used.</summary>
    /// <returns>The value.</returns>
    internal string Tensor(string name, DataType type, IEnumerable<int> dimensions, ReadOnlyMemory<byte> bytes)
    {
        if (_constants.Add(name))
        {
            var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
            tensor.Dims.AddRange(dimensions.Select(d => (long)d));
            _graph.Initializer.Add(tensor);
        }

        return name;
    }

    /// <summary>Makes a value the graph's output and completes the graph.</summary>
    internal GraphProto Finish(string value, string outputName, TensorShape outputShape)
    {
        // A network with nothing but dropout returns its input; any other value is produced by the last node, and nothing else reads it.
        if (value == _options.InputName)
            Node("Identity", outputName, [value]);
        else
            _graph.Node[^1].Output[0] = outputName;

        _graph.Input.Add(Describe(_options.InputName, _model.Spec.Input.Shape));
        _graph.Output.Add(Describe(outputName, outputShape));
        return _graph;
    }

    private string Add(NodeProto node, string output, IEnumerable<string> inputs, ReadOnlySpan<AttributeProto> attributes)
    {
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        _graph.Node.Add(node);
        return output;
    }

    private ValueInfoProto Describe(string name, TensorShape shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(_options.BatchSize is { } images
            ? new TensorShapeProto.Types.Dimension { DimValue = images }
            : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        dimensions.Dim.AddRange(shape.Dimensions.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float, Shape = dimensions },
            },
        };
    }
}
