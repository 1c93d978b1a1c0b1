using System.Globalization;
using DsCnn.Protobuf;
using Google.Protobuf;

namespace DsCnn;

/// <summary>Collects the nodes of a graph, and the weights and constants that they use, each once.</summary>
internal sealed class GraphWriter(ModelFile model, OnnxExportOptions options)
{
    private readonly GraphProto _graph = new() { Name = model.Spec.Name };
    private readonly HashSet<string> _constants = [];

    /// <summary>Which operators there are.</summary>
    internal int Opset => options.Opset;

    /// <summary>What batch norms add to the variance; only asked for where there are some.</summary>
    internal double Epsilon => model.Spec.BatchNorm!.Epsilon;

    /// <summary>Adds a node with one output, which goes by the node's name.</summary>
    /// <returns>The output.</returns>
    internal string Node(string type, string name, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = type, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        foreach (AttributeProto attribute in attributes)
            node.Attribute.Add(attribute);
        _graph.Node.Add(node);
        return name;
    }

    /// <summary>Adds a tensor of the model.</summary>
    /// <returns>The value to compute with, in float32.</returns>
    internal string Weight(string name)
    {
        WeightTensor tensor = model.Weights[name];
        bool half = WeightStorage.IsHalf(tensor.Dimensions, options);
        var initializer = new TensorProto
        {
            Name = name,
            DataType = (int)(half ? TensorProto.Types.DataType.Float16 : TensorProto.Types.DataType.Float),
            RawData = UnsafeByteOperations.UnsafeWrap(half ? WeightStorage.HalfBytes(name, tensor) : WeightStorage.SingleBytes(tensor)),
        };
        initializer.Dims.AddRange(tensor.Dimensions.Select(d => (long)d));
        _graph.Initializer.Add(initializer);
        return half
            ? Node("Cast", $"{name}.float32", [name], NodeAttribute.Int("to", (int)TensorProto.Types.DataType.Float))
            : name;
    }

    /// <summary>Adds a number, once however often it is used.</summary>
    /// <returns>The value.</returns>
    internal string Constant(double value)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{GraphNames.Constants}{(float)value}");
        if (_constants.Add(name))
        {
            _graph.Initializer.Add(new TensorProto
            {
                Name = name,
                DataType = (int)TensorProto.Types.DataType.Float,
                RawData = UnsafeByteOperations.UnsafeWrap(WeightTensor.FromFloats([], [(float)value]).Bytes),
            });
        }

        return name;
    }

    /// <summary>Makes a value the graph's output and closes the graph.</summary>
    internal GraphProto Finish(string value, string outputName, TensorShape outputShape)
    {
        // A network of nothing but dropout gives its input; every other value was given by the last node, and nobody else reads it.
        if (value == options.InputName)
            Node("Identity", outputName, [value]);
        else
            _graph.Node[^1].Output[0] = outputName;

        _graph.Input.Add(Describe(options.InputName, model.Spec.Input.Shape));
        _graph.Output.Add(Describe(outputName, outputShape));
        return _graph;
    }

    private ValueInfoProto Describe(string name, TensorShape shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(options.BatchSize is { } images
            ? new TensorShapeProto.Types.Dimension { DimValue = images }
            : new TensorShapeProto.Types.Dimension { DimParam = "N" });
        dimensions.Dim.AddRange(shape.Dimensions.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = dimensions },
            },
        };
    }
}
