using System.Text.Json;

namespace DsCnn.Tests;

public sealed class TfliteExporterTests
{
    private static readonly ModelFile _model = Networks.WithRandomWeights(Networks.Small);

    private static readonly float[] _images = [.. Enumerable.Range(0, 128).Select(i => MathF.Sin(i))];

    private static QuantizationSpec Bytes => Calibration.SpecOf(_model.FoldBatchNorm(), _images);

    [Fact]
    public void All_ways_give_the_same_bytes_every_time()
    {
        byte[] file = TfliteExporter.ToBytes(_model);
        using var folder = new TemporaryFolder();
        TfliteExporter.Export(_model, folder.File("a.tflite"));
        using var stream = new MemoryStream();
        TfliteExporter.Export(_model, stream);
        File.ReadAllBytes(folder.File("a.tflite")).Should().Equal(file);
        stream.ToArray().Should().Equal(file);
    }

    [Fact]
    public void Metadata_is_JSON_of_what_the_model_file_says()
    {
        string[] hostile = ["\"quoted\", \\ and \u0000 and \n", "</script><script>alert(1)</script>", "שָׁלוֹם \U0001F600 %s%n ../../etc/passwd"];
        ModelFile model = _model with { Labels = hostile, Preprocessing = new Preprocessing([0.5], [0.25]) };
        using var about = JsonDocument.Parse(new RawModel(TfliteExporter.ToBytes(model)).Metadata("dscnn"));

        about.RootElement.EnumerateObject().Select(member => member.Name).Should().Equal("dscnn.spec", "dscnn.labels", "dscnn.preprocessing");
        ModelSpec.FromJson(about.RootElement.GetProperty("dscnn.spec").GetRawText()).Should().Be(model.Spec);
        about.RootElement.GetProperty("dscnn.labels").EnumerateArray().Select(label => label.GetString()).Should().Equal(hostile);
        about.RootElement.GetProperty("dscnn.preprocessing").GetProperty("mean")[0].GetDouble().Should().Be(0.5);
    }

    [Fact]
    public void A_name_of_any_text_is_the_graphs()
    {
        ModelFile model = new(_model.Spec with { Name = "a \"b\"\n\U0001F600" }, _model.Weights);
        RawModel file = new(TfliteExporter.ToBytes(model));
        file.Graph.Text(4).Should().Be(model.Spec.Name);
        file.Model.Text(3).Should().StartWith($"{model.Spec.Name}: 1 x 1 x 8 x 8 to 1 x 3, channels last; DsCnn ");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void A_run_takes_as_many_images_as_asked_for(int images)
    {
        var file = TfliteReference.Open(TfliteExporter.ToBytes(_model, new TfliteExportOptions { BatchSize = images }));
        file.InputShape.Should().Equal(images, 8, 8, 1);
        file.OutputShape.Should().Equal(images, 3);
    }

    [Fact]
    public void Names_are_those_that_were_asked_for()
    {
        RawModel file = new(TfliteExporter.ToBytes(_model, new TfliteExportOptions { InputName = "image", OutputName = "scores" }));
        file.Tensors[file.Graph.Numbers(1).Single()].Name.Should().Be("image");
        file.Tensors[file.Graph.Numbers(2).Single()].Name.Should().Be("scores");
        Names(new TfliteExportOptions()).Should().Be("probabilities");
        Names(new TfliteExportOptions { Logits = true }).Should().Be("logits");

        string Names(TfliteExportOptions options) => FileReader.Read(TfliteExporter.ToBytes(_model, options)) is var content ? content.Tensors[content.Output].Name : "";
    }

    [Fact]
    public void A_quantized_model_becomes_an_int8_file_without_being_told()
    {
        ModelFile quantized = _model.FoldBatchNorm() with { Quantization = Bytes };
        TfliteExporter.ToBytes(quantized).Should().Equal(TfliteExporter.ToBytes(quantized with { Quantization = null }, new TfliteExportOptions { Quantization = Bytes }));
    }

    [Fact]
    public void Bytes_are_a_quarter_and_half_precision_half_of_the_file()
    {
        ModelFile large = Networks.WithRandomWeights(new ModelSpec(new InputSpec(8, 4, 4), [new FullyConnectedSpec { Units = 500 }]));
        double full = TfliteExporter.ToBytes(large).Length;
        (TfliteExporter.ToBytes(large, new TfliteExportOptions { Quantization = Calibration.SpecOf(large, _images) }).Length / full).Should().BeInRange(0.25, 0.32, "128 weights of a unit bring scales and zero points along, twice");
        (TfliteExporter.ToBytes(large, new TfliteExportOptions { HalfPrecision = true }).Length / full).Should().BeInRange(0.5, 0.52);
    }

    [Fact]
    public void Without_a_range_of_the_logits_the_last_layer_computes_numbers()
    {
        QuantizationSpec spec = Bytes with { Logits = null };
        FileContent file = FileReader.Read(TfliteExporter.ToBytes(_model.FoldBatchNorm(), new TfliteExportOptions { Quantization = spec, BatchSize = 2 }));
        file.Operators.TakeLast(3).Select(step => step.Kind).Should().Equal(OperatorKind.Reshape, OperatorKind.FullyConnected, OperatorKind.Softmax);

        ((Action)(() => TfliteExporter.ToBytes(_model.FoldBatchNorm(), new TfliteExportOptions { Quantization = spec, Interface = TfliteInterface.Int8 })))
            .Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("small cannot have answers as bytes, because its quantization does not include layers.4.linear. Quantize it again, or use float32.");
        ((Action)(() => TfliteExporter.ToBytes(_model, new TfliteExportOptions { Interface = TfliteInterface.Int8 })))
            .Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("small cannot have images as bytes, because its quantization does not include input. Quantize it again, or use float32.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Layers_that_stay_in_float32_are_computed_in_it(int layer)
    {
        ModelFile folded = _model.FoldBatchNorm();
        QuantizationSpec mixed = Bytes.WithFloatLayers(folded.Spec, [layer]);
        var options = new TfliteExportOptions { Quantization = mixed, BatchSize = 2 };
        FileContent file = FileReader.Read(TfliteExporter.ToBytes(folded, options));
        file.Operators.Select(step => file.Tensors[step.Inputs[0]].Type).Should().Contain([TensorType.Float32, TensorType.Int8]);

        // The same images with nothing rounded.
        float[] exact = TfliteReference.Open(TfliteExporter.ToBytes(folded, options with { Quantization = null })).Run(_images);
        TfliteReference.Open(TfliteExporter.ToBytes(folded, options)).Run(_images).Zip(exact, (x, y) => Math.Abs(x - y)).Max().Should().BeLessThan(0.05f);
    }

    [Fact]
    public void A_quantization_that_does_not_fit_is_refused()
    {
        ModelFile other = Networks.WithRandomWeights(Networks.Small.WithLayers([new ConvSpec { Filters = 2 }]));
        ((Action)(() => TfliteExporter.ToBytes(other, new TfliteExportOptions { Quantization = Bytes }))).Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("The quantization names the value layers.0.conv_1, which small does not have.");
    }

    [Fact]
    public void A_file_of_more_than_2_GB_is_refused_before_any_memory_is_taken()
    {
        // 66,000 x 10,000 numbers; no weights are made.
        ModelSpec huge = new ModelSpec(new InputSpec(66, 1000, 1), [new FullyConnectedSpec { Units = 10_000 }]) { Name = "huge" };
        ((Action)(() => ModelEmitter.RequireSize(huge, new TfliteExportOptions(), 100))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("A .tflite file can contain at most 2000000000 bytes of weights and texts. Received: 2640040100 bytes of huge. HalfPrecision halves them.");
        ((Action)(() => ModelEmitter.RequireSize(huge, new TfliteExportOptions { HalfPrecision = true }, 100))).Should().NotThrow();

        // The zeros of other groups count: 1,024 x 1,024 x 1,024.
        ModelSpec groups = new(new InputSpec(3, 4, 4), [new DsBlockSpec { Conv1Filters = 32768, OutChannels = 2, SqueezeExcite = null, Pointwise = new PointwiseSpec { Groups = 1024 } }]);
        ((Action)(() => ModelEmitter.RequireSize(groups, new TfliteExportOptions(), 0))).Should().ThrowExactly<NotSupportedException>();
    }

    [Fact]
    public void More_images_than_a_tensor_holds_are_refused()
    {
        // The largest map has 8 x 8 x 8 numbers or more.
        ((Action)(() => TfliteExporter.ToBytes(_model, new TfliteExportOptions { BatchSize = int.MaxValue / 64 }))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage($"A .tflite file can contain tensors of at most 2147483647 numbers. Received: {int.MaxValue / 64} images with maps of *.");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_no_number_is_refused_by_name(float number)
    {
        WeightSet weights = new(_model.Weights.Select((weight, i) => i > 0 ? weight
            : KeyValuePair.Create(weight.Key, WeightTensor.FromFloats(weight.Value.Dimensions, [number, .. weight.Value.ToFloats()[1..]]))));

        ((Action)(() => TfliteExporter.ToBytes(new ModelFile(_model.Spec, weights)))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage($"small is not exported: {_model.Weights.Keys.First()} has a number that is not finite. Its training went wrong, or its file is damaged.");
    }

    [Fact]
    public void What_half_precision_cannot_hold_is_refused_by_name()
    {
        ModelSpec spec = new(new InputSpec(1, 1, 1), [new FullyConnectedSpec { Units = 2 }]);
        ModelFile model = new(spec, new WeightSet(spec.Weights.Select(weight => KeyValuePair.Create(weight.Name, WeightTensor.FromFloats(weight.Dimensions, [1e5f, 1])))));
        ((Action)(() => TfliteExporter.ToBytes(model, new TfliteExportOptions { HalfPrecision = true }))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("layers.0.weight contains 100000, but the largest number in half precision is 65500. Export it without HalfPrecision.");
    }

    [Fact]
    public void Impossible_options_are_refused_where_they_are_made()
    {
        ((Action)(() => _ = new TfliteExportOptions { BatchSize = 0 })).Should().ThrowExactly<ArgumentOutOfRangeException>();
        ((Action)(() => _ = new TfliteExportOptions { Interface = (TfliteInterface)7 })).Should().ThrowExactly<ArgumentOutOfRangeException>();
        ((Action)(() => _ = new TfliteExportOptions { InputName = " " })).Should().ThrowExactly<ArgumentException>();
        ((Action)(() => _ = new TfliteExportOptions { OutputName = "" })).Should().ThrowExactly<ArgumentException>();
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("old.tflite");
        File.WriteAllText(path, "old");
        ((Action)(() => TfliteExporter.Export(_model, path, new TfliteExportOptions { Interface = TfliteInterface.Int8 }))).Should().ThrowExactly<InvalidSpecException>();
        File.ReadAllText(path).Should().Be("old");
    }
}
