namespace DsCnn.Tests;

public sealed class BatchNormFoldingTests
{
    private static readonly ModelSpec _spec = new(new InputSpec(2, 4, 4),
        [new ConvSpec { Filters = 3, Kernel = 1, Bias = true }, new ConvSpec { Filters = 2, BatchNorm = false }])
    { BatchNorm = new BatchNormSpec { Epsilon = 0.25 } };

    private static readonly ModelFile _model = new(_spec, new WeightSet(
    [
        Tensor("layers.0.conv.weight", [3, 2, 1, 1], 1, 2, 3, 4, 5, 6),
        Tensor("layers.0.conv.bias", [3], 7, 8, 9),
        Tensor("layers.0.bn.weight", [3], 2, -3, 1),
        Tensor("layers.0.bn.bias", [3], 10, 20, 30),
        Tensor("layers.0.bn.running_mean", [3], 1, 2, -3),
        Tensor("layers.0.bn.running_var", [3], 0.75f, 3.75f, 2),
        Tensor("layers.1.conv.weight", [2, 3, 3, 3], [.. Enumerable.Range(0, 54).Select(i => (float)i)]),
    ]))
    {
        Labels = ["a", "b"],
        Preprocessing = new Preprocessing([0.5, 0.5], [1, 1]),
    };

    [Fact]
    public void Weights_are_scaled_and_the_bias_takes_the_shift()
    {
        ModelFile folded = _model.FoldBatchNorm();

        // Scales: 2 / sqrt(0.75 + 0.25) = 2, -3 / sqrt(3.75 + 0.25) = -1.5, 1 / sqrt(2 + 0.25) = 2 / 3.
        folded.Weights["layers.0.conv.weight"].ToFloats().Should().Equal(2, 4, -4.5f, -6, 10f / 3, 4);
        folded.Weights["layers.0.conv.bias"].ToFloats().Should().Equal((2 * (7 - 1)) + 10, (-1.5f * (8 - 2)) + 20, (2f / 3 * (9 + 3)) + 30);
    }

    [Theory]
    [InlineData("layers.0.conv.weight", "layers.0.conv.bias")]
    [InlineData("layers.0.conv.bias", "layers.0.conv.weight")]
    public void Tensors_are_folded_in_any_order_also_where_each_overwrites_the_one_before(string first, string second)
    {
        byte[] memory = new byte[64];
        var folded = new FoldedWeights(_spec, Overwriting, keeps: false);
        foreach (string name in new[] { first, second, first })
        {
            folded.Read((_spec with { BatchNorm = null }).Weights.Single(w => w.Name == name)).ToFloats().Should().Equal(
                name.EndsWith("weight", StringComparison.Ordinal) ? [2, 4, -4.5f, -6, 10f / 3, 4] : [(2 * (7 - 1)) + 10, (-1.5f * (8 - 2)) + 20, (2f / 3 * (9 + 3)) + 30]);
        }

        WeightTensor Overwriting(string name)
        {
            WeightTensor tensor = _model.Weights[name];
            tensor.Bytes.CopyTo(memory);
            return new WeightTensor(tensor.Dimensions, tensor.Precision, memory.AsMemory(0, tensor.Bytes.Length));
        }
    }

    [Fact]
    public void Everything_else_stays()
    {
        ModelFile folded = _model.FoldBatchNorm();

        folded.Spec.Should().Be(_spec with { BatchNorm = null });
        folded.Weights.Keys.Should().Equal("layers.0.conv.weight", "layers.0.conv.bias", "layers.1.conv.weight");
        folded.Weights["layers.1.conv.weight"].Should().BeSameAs(_model.Weights["layers.1.conv.weight"]);
        folded.Labels.Should().Equal("a", "b");
        folded.Preprocessing.Should().Be(_model.Preprocessing);
        folded.FoldBatchNorm().Should().BeSameAs(folded);
    }

    [Fact]
    public void The_result_is_rounded_once()
    {
        // In single precision sqrt(variance + epsilon), the quotient and the product would each be rounded.
        var random = new Random(5);
        ModelSpec spec = new(new InputSpec(1, 1, 1), [new ConvSpec { Filters = 500, Kernel = 1 }]);
        WeightSet weights = new(spec.Weights.Select(w => Tensor(w.Name, w.Dimensions, [.. Enumerable.Range(0, 500).Select(_ => random.NextSingle() + 0.1f)])));
        ModelFile folded = new ModelFile(spec, weights).FoldBatchNorm();

        for (int i = 0; i < 500; i++)
        {
            double deviation = Math.Sqrt(Of("bn.running_var", i) + 1e-5);
            double scale = Of("bn.weight", i) / deviation;
            folded.Weights["layers.0.conv.weight"].ToFloats()[i].Should().Be((float)(scale * Of("conv.weight", i)));
            folded.Weights["layers.0.conv.bias"].ToFloats()[i].Should().Be((float)(Of("bn.bias", i) - (scale * Of("bn.running_mean", i))));
        }

        double Of(string name, int i) => weights[$"layers.0.{name}"].ToFloats()[i];
    }

    [Fact]
    public void A_folded_network_costs_its_batch_norms_less()
    {
        ModelSpec spec = ExampleText.Spec();
        ModelSpec folded = spec with { BatchNorm = null };

        // Batch norms of 32, 32, 16 and 64 channels held 4 numbers each, 2 of them parameters; a bias is one.
        folded.Cost.Parameters.Should().Be(spec.Cost.Parameters - (32 + 32 + 16 + 64));
        folded.Cost.Float32Bytes.Should().Be(spec.Cost.Float32Bytes - (4 * 3 * (32 + 32 + 16 + 64)));
        folded.Cost.Macs.Should().Be(spec.Cost.Macs);
        folded.Cost.MacsWithBatchNorm.Should().Be(folded.Cost.Macs);
        ModelFile.SizeOf(folded).Should().BeLessThan(ModelFile.SizeOf(spec));
        folded.Plan.Layers[0].ToSvg().Should().NotContain("BN");
    }

    [Fact]
    public void A_folded_model_file_is_read_as_it_was_written()
    {
        using var folder = new TemporaryFolder();
        ModelFile folded = _model.FoldBatchNorm();
        folded.Write(folder.File("folded.safetensors"));

        ModelFile read = ModelFile.Read(folder.File("folded.safetensors"));

        read.Spec.Should().Be(folded.Spec);
        read.Weights.Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(folded.Weights[w.Key].ToFloats()));
    }

    [Fact]
    public void A_folded_network_has_no_place_in_another_programs_file()
    {
        ModelSpec spec = Presets.Find("mobilenet-v2").ToSpec(2, new InputSpec(3, 32, 32)) with { BatchNorm = null };
        var model = new ModelFile(spec, new WeightSet(spec.Weights.Select(w => Tensor(w.Name, w.Dimensions, new float[w.Elements]))));

        ((Action)(() => ForeignModel.Export(model, ForeignNaming.Torchvision, "out.pth"))).Should().ThrowExactly<NotSupportedException>().Which.Message.Should()
            .Be("Torchvision's mobilenet-v2 has batch norms, but here they are folded into the convolutions. Use the model before FoldBatchNorm.");
    }

    private static KeyValuePair<string, WeightTensor> Tensor(string name, IReadOnlyList<int> dimensions, params float[] values) =>
        KeyValuePair.Create(name, WeightTensor.FromFloats(dimensions, values));
}
