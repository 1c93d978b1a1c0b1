using System.Buffers.Binary;
using System.Runtime.InteropServices;
using DsCnn.Protobuf;

namespace DsCnn.Tests;

public sealed class QuantizationTests
{
    private static readonly ModelFile _model = Networks.WithRandomWeights(Networks.Small);

    private static readonly QuantizationSpec _spec = Quantized.SpecOf(_model);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ONNX_Runtime_runs_integers(bool compact)
    {
        List<string> operators = Quantized.OperatorsRun(OnnxExporter.ToBytes(_model, new OnnxExportOptions { Quantization = _spec, Compact = compact }));

        // Two blocks: six convolutions and four sigmoids each, three swishes and an SE module's scale; one residual.
        operators.Where(o => o is not ("QuantizeLinear" or "DequantizeLinear" or "Transpose" or "Flatten")).GroupBy(o => o).ToDictionary(g => g.Key, g => g.Count())
            .Should().BeEquivalentTo(new Dictionary<string, int>
            {
                ["QLinearConv"] = 12,
                ["QLinearSigmoid"] = 8,
                ["QLinearMul"] = 8,
                ["QLinearGlobalAveragePool"] = 3,
                ["QLinearAdd"] = 1,
                ["QGemm"] = 1,
                ["Softmax"] = 1,
            });
        operators.Count(o => o == "QuantizeLinear").Should().Be(1, "only the images come as numbers");
        operators.Count(o => o == "DequantizeLinear").Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Weights_are_bytes_and_biases_whole_numbers_of_the_sums_steps()
    {
        GraphProto graph = Graph(_model, _spec);
        ModelFile folded = _model.FoldBatchNorm();
        WeightQuantization kernel = _spec.Weights.Single(w => w.Name == "layers.0.conv_1.weight");
        float input = _spec.Activations.Single(a => a.Name == "input").Scale;
        sbyte[] bytes = MemoryMarshal.Cast<byte, sbyte>(Tensor(graph, "layers.0.conv_1.weight", TensorProto.Types.DataType.Int8)).ToArray();
        byte[] biases = Tensor(graph, "layers.0.conv_1.bias", TensorProto.Types.DataType.Int32);
        float[] weights = folded.Weights["layers.0.conv_1.weight"].ToFloats(), offsets = folded.Weights["layers.0.conv_1.bias"].ToFloats();

        for (int i = 0; i < weights.Length; i++)
            ((double)bytes[i]).Should().Be(Math.Round((double)weights[i] / kernel.Scales[i / 9]));
        for (int i = 0; i < offsets.Length; i++)
            ((double)BinaryPrimitives.ReadInt32LittleEndian(biases.AsSpan(4 * i))).Should().BeApproximately(offsets[i] / ((double)input * kernel.Scales[i]), 0.51);
    }

    [Fact]
    public void Integers_give_what_the_formula_says()
    {
        ModelSpec network = new(new InputSpec(6, 1, 1), [new FullyConnectedSpec { Units = 3 }]);
        ModelFile model = Networks.WithRandomWeights(network, seed: 5);
        QuantizationSpec spec = Quantized.SpecOf(model);
        float[] images = [0.1f, -2.9f, 5, 1.5f, -0.72f, 3.3f];
        float[] actual = Network.Run(
            OnnxExporter.ToBytes(model, new OnnxExportOptions { Quantization = spec }), WeightTensor.FromFloats([1, 6, 1, 1], images)).ToFloats();

        // Jacob et al. 2018, equation 7, with symmetric weights.
        ActivationQuantization form = spec.Activations.Single();
        float[] weights = model.Weights["layers.0.weight"].ToFloats(), biases = model.Weights["layers.0.bias"].ToFloats();
        for (int unit = 0; unit < 3; unit++)
        {
            double scale = spec.Weights[0].Scales[unit], step = scale * form.Scale, sum = Math.Round(biases[unit] / step);
            for (int i = 0; i < 6; i++)
            {
                double pixel = Math.Clamp(Math.Round((double)images[i] / form.Scale) + form.ZeroPoint, 0, 255) - form.ZeroPoint;
                sum += pixel * Math.Round(weights[(unit * 6) + i] / scale);
            }

            ((double)actual[unit]).Should().BeApproximately(sum * step, 1e-6);
        }
    }

    [Fact]
    public void What_the_spec_leaves_out_stays_in_float32()
    {
        QuantizationSpec rest = _spec.WithFloatLayers(_model.FoldBatchNorm().Spec, [1]);
        List<string> operators = Quantized.OperatorsRun(OnnxExporter.ToBytes(_model, new OnnxExportOptions { Quantization = rest }));
        operators.Count(o => o == "QLinearConv").Should().Be(6);
        operators.Count(o => o == "QGemm").Should().Be(1);
        Graph(_model, new QuantizationSpec { Activations = [], Weights = [] }).Should().Be(Graph(_model, null));
    }

    [Fact]
    public void The_file_is_a_quarter_as_large_and_its_graph_holds_the_numbers_once()
    {
        ModelFile large = Networks.WithRandomWeights(new ModelSpec(new InputSpec(8, 4, 4), [new FullyConnectedSpec { Units = 500 }]));
        byte[] full = OnnxExporter.ToBytes(large), bytes = OnnxExporter.ToBytes(large, new OnnxExportOptions { Quantization = Quantized.SpecOf(large) });
        ((double)bytes.Length / full.Length).Should().BeInRange(0.25, 0.3);
        using var network = new Network(bytes);
        network.Metadata.Keys.Should().Equal("dscnn.spec");
    }

    [Theory]
    [InlineData(true, 0.6)]
    [InlineData(false, 0.95)]
    public void A_compact_file_is_smaller_and_the_same_network(bool quantized, double atMost)
    {
        var options = new OnnxExportOptions { Quantization = quantized ? _spec : null, InputName = "0", OutputName = "a" };
        byte[] file = OnnxExporter.ToBytes(_model, options), compact = OnnxExporter.ToBytes(_model, options with { Compact = true });
        WeightTensor image = WeightTensor.FromFloats([1, 1, 8, 8], [.. Enumerable.Range(0, 64).Select(i => MathF.Sin(i))]);

        ((double)compact.Length / file.Length).Should().BeLessThan(atMost);
        Network.Run(compact, image).ToFloats().Should().Equal(Network.Run(file, image).ToFloats());
        using var network = new Network(compact);
        network.Input.Should().Be("0");
        network.Metadata.Keys.Should().Contain("dscnn.spec");
    }

    [Fact]
    public void Any_name_of_the_input_will_do()
    {
        var options = new OnnxExportOptions { Quantization = _spec, InputName = "input.q", OutputName = "input.dq" };
        using var network = new Network(OnnxExporter.ToBytes(_model, options));
        network.Input.Should().Be("input.q");
        network.Run(WeightTensor.FromFloats([1, 1, 8, 8], new float[64])).Dimensions.Should().Equal(1, 3);
    }

    [Fact]
    public void A_quantization_that_does_not_fit_is_refused()
    {
        ((Action)(() => OnnxExporter.ToBytes(_model, new OnnxExportOptions { Quantization = _spec, FoldBatchNorm = false }))).Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("The batch norms of small must be folded before it is quantized. Received: a network with batch norms.");
        ModelFile other = Networks.WithRandomWeights(Networks.Small.WithLayers([new ConvSpec { Filters = 2 }]));
        ((Action)(() => OnnxExporter.ToBytes(other, new OnnxExportOptions { Quantization = _spec }))).Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("The quantization names the value layers.0.conv_1, which small does not have.");
    }

    private static GraphProto Graph(ModelFile model, QuantizationSpec? spec) =>
        ModelProto.Parser.ParseFrom(OnnxExporter.ToBytes(model, new OnnxExportOptions { Quantization = spec })).Graph;

    private static byte[] Tensor(GraphProto graph, string name, TensorProto.Types.DataType type)
    {
        TensorProto tensor = graph.Initializer.Single(t => t.Name == name);
        tensor.DataType.Should().Be((int)type);
        return tensor.RawData.ToByteArray();
    }
}
