using System.Globalization;

namespace DsCnn.Tests;

public sealed class OnnxExporterTests
{
    private static readonly ModelFile _model = Networks.WithRandomWeights(Networks.Small) with
    {
        Labels = ["Größe", "猫", "\"c\""],
        Preprocessing = new Preprocessing([0.25], [0.5]),
    };

    [Fact]
    public void Path_stream_and_bytes_are_the_same_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("small.onnx");
        File.WriteAllText(path, "an older file");
        using var stream = new MemoryStream();

        OnnxExporter.Export(_model, path);
        OnnxExporter.Export(_model, stream);

        byte[] bytes = OnnxExporter.ToBytes(_model);
        File.ReadAllBytes(path).Should().Equal(bytes);
        stream.ToArray().Should().Equal(bytes);
        Directory.GetFileSystemEntries(folder.FullPath).Should().Equal(path);
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes_in_every_culture()
    {
        ModelFile odd = Networks.WithRandomWeights(new ModelSpec(new InputSpec(1, 4, 4), [new DsBlockSpec { Conv1Filters = 4, OutChannels = 2, SwishBeta = 1.5 }]));
        byte[] expected = OnnxExporter.ToBytes(odd);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            OnnxExporter.ToBytes(odd).Should().Equal(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Metadata_are_what_the_model_file_holds()
    {
        using var folder = new TemporaryFolder();
        _model.Write(folder.File("model.safetensors"));
        using var file = SafetensorsFile.Open(folder.File("model.safetensors"));

        using var network = new Network(OnnxExporter.ToBytes(_model));

        network.Metadata.Keys.Should().BeEquivalentTo("dscnn.spec", "dscnn.labels", "dscnn.preprocessing");
        network.Metadata.Should().BeEquivalentTo(file.Metadata);
        network.About.ProducerName.Should().Be("DsCnn");
        network.About.GraphName.Should().Be("small");
        network.About.Description.Should().Be("small: N x 1 x 8 x 8 to N x 3");
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        using var network = new Network(OnnxExporter.ToBytes(Networks.WithRandomWeights(Networks.Small)));
        network.Metadata.Keys.Should().Equal("dscnn.spec");
    }

    [Fact]
    public void Any_number_of_images_goes_in_by_default()
    {
        using var network = new Network(OnnxExporter.ToBytes(_model));

        network.InputShape.Should().Equal(-1, 1, 8, 8);
        network.OutputShape.Should().Equal(-1, 3);
        network.BatchName.Should().Be("N");
        float[] five = network.Run(Images(5)).ToFloats();
        float[] one = network.Run(Images(1)).ToFloats();
        five.Should().HaveCount(15);
        five.Take(3).Zip(one).Should().OnlyContain(p => Math.Abs(p.First - p.Second) < 1e-6);
    }

    [Fact]
    public void A_fixed_number_of_images_is_in_the_file()
    {
        using var network = new Network(OnnxExporter.ToBytes(_model, new OnnxExportOptions { BatchSize = 2 }));

        network.InputShape.Should().Equal(2, 1, 8, 8);
        network.OutputShape.Should().Equal(2, 3);
        network.Run(Images(2)).Dimensions.Should().Equal(2, 3);
    }

    [Theory]
    [InlineData(OnnxOutput.Probabilities, "probabilities")]
    [InlineData(OnnxOutput.Logits, "logits")]
    public void The_output_says_what_it_is(OnnxOutput output, string name)
    {
        using var network = new Network(OnnxExporter.ToBytes(_model, new OnnxExportOptions { Output = output }));
        network.Input.Should().Be("input");
        network.Output.Should().Be(name);
    }

    [Theory]
    [InlineData(true, "features")]
    [InlineData(false, "logits")]
    public void Without_a_softmax_the_output_is_logits_or_a_map_of_features(bool map, string name)
    {
        ModelSpec spec = Networks.Small.WithLayers(map ? [new ConvSpec { Filters = 2 }] : [new FullyConnectedSpec { Units = 2 }]);
        using var network = new Network(OnnxExporter.ToBytes(Networks.WithRandomWeights(spec)));
        network.Output.Should().Be(name);
    }

    [Fact]
    public void Names_can_be_chosen()
    {
        using var network = new Network(OnnxExporter.ToBytes(_model, new OnnxExportOptions { InputName = "Bild", OutputName = "Klassen" }));
        network.Input.Should().Be("Bild");
        network.Output.Should().Be("Klassen");
    }

    [Fact]
    public void Input_and_output_need_different_names() =>
        ((Action)(() => OnnxExporter.ToBytes(_model, new OnnxExportOptions { OutputName = "input" }))).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Input and output need different names. Received: input for both.*");

    [Fact]
    public void A_network_that_does_nothing_gives_its_input()
    {
        ModelFile nothing = new(new ModelSpec(new InputSpec(1, 8, 8), [new DropoutSpec { Rate = 0.5 }]), new WeightSet([]));
        Network.Run(OnnxExporter.ToBytes(nothing), Images(2)).ToFloats().Should().Equal(Images(2).ToFloats());
    }

    [Fact]
    public void Logits_of_a_pooled_map_are_a_vector()
    {
        ModelFile pooled = new(new ModelSpec(new InputSpec(3, 4, 4), [new GlobalMaxPoolSpec(), new SoftmaxSpec()]), new WeightSet([]));
        var image = WeightTensor.FromFloats([1, 3, 4, 4], [.. Enumerable.Range(0, 48).Select(i => (float)i)]);

        WeightTensor logits = Network.Run(OnnxExporter.ToBytes(pooled, new OnnxExportOptions { Output = OnnxOutput.Logits }), image);

        logits.Dimensions.Should().Equal(1, 3);
        logits.ToFloats().Should().Equal(15, 31, 47);
    }

    [Fact]
    public void Half_precision_halves_the_file()
    {
        ModelFile large = Networks.WithRandomWeights(new ModelSpec(new InputSpec(8, 4, 4), [new FullyConnectedSpec { Units = 500 }]));
        byte[] full = OnnxExporter.ToBytes(large);
        byte[] half = OnnxExporter.ToBytes(large, new OnnxExportOptions { HalfPrecision = true });

        ((double)half.Length / full.Length).Should().BeInRange(0.5, 0.52);
    }

    [Fact]
    public void A_weight_beyond_half_precision_is_refused_by_name()
    {
        ModelSpec spec = new(new InputSpec(1, 1, 1), [new FullyConnectedSpec { Units = 1 }]);
        ModelFile model = new(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, [70000])))));

        ((Action)(() => OnnxExporter.ToBytes(model, new OnnxExportOptions { HalfPrecision = true }))).Should().ThrowExactly<NotSupportedException>()
            .WithMessage("layers.0.weight contains 70000, but the largest number in half precision is 65500. Export it without HalfPrecision.");
        OnnxExporter.ToBytes(model).Should().NotBeEmpty();
    }

    [Fact]
    public void Verify_runs_both_engines_on_the_same_images_and_reports()
    {
        using var folded = new Network(OnnxExporter.ToBytes(_model));
        using var unfolded = new Network(OnnxExporter.ToBytes(_model, new OnnxExportOptions { FoldBatchNorm = false }));
        var options = new OnnxVerificationOptions { Batches = 3, BatchSize = 5 };

        OnnxVerification report = OnnxExporter.Verify(_model.Spec.Input, images => Run(unfolded, images), images => Run(folded, images), options);

        report.Images.Should().Be(15);
        report.Agreement.Should().Be(1);
        report.RelativeDifference.Should().BeLessThan(1e-5).And.BeGreaterThan(0);
        report.Agrees().Should().BeTrue();

        static float[] Run(Network network, float[] images) => network.Run(WeightTensor.FromFloats([5, 1, 8, 8], images)).ToFloats();
    }

    [Fact]
    public void Verify_draws_normal_images_from_its_seed()
    {
        List<float[]> seen = [];
        OnnxExporter.Verify(new InputSpec(3, 50, 50), images => Keep(images), images => images, new OnnxVerificationOptions { Batches = 2, Seed = 7 });
        OnnxExporter.Verify(new InputSpec(3, 50, 50), images => Keep(images), images => images, new OnnxVerificationOptions { Batches = 2, Seed = 7 });

        seen[0].Should().HaveCount(4 * 3 * 50 * 50).And.NotEqual(seen[1]).And.Equal(seen[2]);
        seen[0].Average().Should().BeApproximately(0, 0.03f);
        seen[0].Average(x => x * x).Should().BeApproximately(1, 0.03f);

        float[] Keep(float[] images)
        {
            seen.Add(images);
            return images;
        }
    }

    private static WeightTensor Images(int count) =>
        WeightTensor.FromFloats([count, 1, 8, 8], [.. Enumerable.Range(0, 64 * count).Select(i => MathF.Sin(i))]);
}
