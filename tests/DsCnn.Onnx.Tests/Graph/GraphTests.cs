using DsCnn.Protobuf;

namespace DsCnn.Tests;

/// <summary>What the files hold, node by node, since that decides how fast they run.</summary>
public sealed class GraphTests
{
    [Fact]
    public void A_DS_block_is_six_convolutions_and_what_stands_between_them()
    {
        GraphProto graph = Export(new DsBlockSpec { Conv1Filters = 48, OutChannels = 4, Residual = true, DropPath = 0.5 });

        graph.Node.Select(n => $"{n.OpType} {n.Name}").Should().Equal(
            "Conv layers.0.conv_1", "Sigmoid layers.0.conv_1.sigmoid", "Mul layers.0.conv_1.swish",
            "Conv layers.0.pointwise",
            "Conv layers.0.depthwise", "Sigmoid layers.0.depthwise.sigmoid", "Mul layers.0.depthwise.swish",
            "GlobalAveragePool layers.0.depthwise.globalAveragePool",
            "Conv layers.0.se.reduce_conv", "Sigmoid layers.0.se.reduce_conv.sigmoid", "Mul layers.0.se.reduce_conv.swish",
            "Conv layers.0.se.expand_conv", "Sigmoid layers.0.se.expand_conv.sigmoid", "Mul layers.0.se.expand_conv.scale",
            "Conv layers.0.conv_2", "Add layers.0.conv_2.add");
        graph.Initializer.Select(w => w.Name).Should().Equal(
            "layers.0.conv_1.weight", "layers.0.conv_1.bias", "layers.0.pointwise.weight", "layers.0.depthwise.weight", "layers.0.depthwise.bias",
            "layers.0.se.reduce_conv.weight", "layers.0.se.reduce_conv.bias", "layers.0.se.expand_conv.weight", "layers.0.se.expand_conv.bias",
            "layers.0.conv_2.weight", "layers.0.conv_2.bias");
    }

    [Fact]
    public void Batch_norms_are_there_where_they_are_asked_for() =>
        Export(new ConvSpec { Filters = 2 }, new OnnxExportOptions { FoldBatchNorm = false }).Node.Select(n => n.OpType)
            .Should().Equal("Conv", "BatchNormalization", "Sigmoid", "Mul");

    [Theory]
    [InlineData(13, "Conv HardSigmoid Mul")]
    [InlineData(14, "Conv HardSwish")]
    public void HardSwish_is_one_operator_where_there_is_one(int opset, string expected) =>
        string.Join(' ', Export(new ConvSpec { Filters = 2, Activation = Activation.HardSwish }, new OnnxExportOptions { Opset = opset })
            .Node.Select(n => n.OpType)).Should().Be(expected);

    [Fact]
    public void HardSigmoid_is_one_operator() =>
        Export(new ConvSpec { Filters = 2, Activation = Activation.HardSigmoid }).Node.Select(n => n.OpType).Should().Equal("Conv", "HardSigmoid");

    [Fact]
    public void A_constant_stands_in_the_file_once()
    {
        GraphProto graph = Export(new DsBlockSpec { Conv1Filters = 4, OutChannels = 2, Activation = Activation.Relu6 });

        graph.Node.Count(n => n.OpType == "Clip").Should().Be(3);
        graph.Initializer.Select(w => w.Name).Where(n => n.StartsWith("constants.")).Should().Equal("constants.0", "constants.6");
    }

    [Fact]
    public void Swish_with_a_beta_scales_only_the_gate() =>
        Export(new ConvSpec { Filters = 2 }, block: new DsBlockSpec { Conv1Filters = null, OutChannels = 2, SwishBeta = 1.5, SqueezeExcite = null })
            .Node.Where(n => n.OpType == "Mul").Select(n => string.Join(", ", n.Input)).Should().Equal(
                "layers.0.conv, layers.0.conv.sigmoid", "layers.1.depthwise, constants.1.5", "layers.1.depthwise, layers.1.depthwise.sigmoid");

    [Fact]
    public void Half_precision_is_for_storage()
    {
        GraphProto graph = Export(new FullyConnectedSpec { Units = 2 }, new OnnxExportOptions { HalfPrecision = true });

        graph.Initializer.Select(w => (w.Name, w.DataType)).Should().Equal(
            ("layers.0.weight", (int)TensorProto.Types.DataType.Float16), ("layers.0.bias", (int)TensorProto.Types.DataType.Float));
        graph.Node.Select(n => n.OpType).Should().Equal("Flatten", "Cast", "Gemm");
        graph.Input[0].Type.TensorType.ElemType.Should().Be((int)TensorProto.Types.DataType.Float);
    }

    [Fact]
    public void More_than_a_file_can_hold_is_refused()
    {
        ModelSpec spec = Networks.Small;
        ((Action)(() => ModelEmitter.RequireSize(spec, 2_000_000_001))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("An ONNX file can contain at most 2000000000 bytes of weights and texts. Received: 2000000001 bytes of small. HalfPrecision halves them.");
        ModelEmitter.RequireSize(spec, 2_000_000_000);
        WeightStorage.BytesOf(Presets.Find("vgg16").ToSpec(), new OnnxExportOptions()).Should().Be(138_357_544L * 4);
    }

    private static GraphProto Export(LayerSpec layer, OnnxExportOptions? options = null, DsBlockSpec? block = null)
    {
        ModelSpec spec = new(new InputSpec(4, 6, 6), block is null ? [layer] : [layer, block]);
        return ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(Networks.WithRandomWeights(spec), options)).Graph;
    }
}
