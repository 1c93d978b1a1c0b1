namespace DsCnn.Tests;

/// <summary>Files that PyTorch wrote hold the numbers that PyTorch saw in them.</summary>
public sealed class ForeignWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("kinds.pth")]
    [InlineData("kinds-legacy.pth")]
    [InlineData("checkpoint.pth")]
    [InlineData("training.pth")]
    [InlineData("training-legacy.pth")]
    [InlineData("training-protocol4.pth")]
    [InlineData("training-protocol5-legacy.pth")]
    [InlineData("kinds.expected.safetensors")]
    public void Every_kind_of_tensor_is_read(string file)
    {
        WeightSet weights = ForeignWeights.Read(InteropFixtures.FilePath(file));

        using var expected = SafetensorsFile.Open(InteropFixtures.FilePath("kinds.expected.safetensors"));
        weights.Keys.Should().BeEquivalentTo(expected.Names);
        foreach (string name in expected.Names)
        {
            weights[name].Dimensions.Should().Equal(expected.Read(name).Dimensions, name);
            weights[name].ToFloats().Should().Equal(expected.Read(name).ToFloats(), name);
        }
    }

    [Theory]
    [InlineData("kinds.pth", null)]
    [InlineData("training.pth", "state_dict", "model_ema")]
    [InlineData("training-legacy.pth", "state_dict", "model_ema")]
    [InlineData("training-protocol4.pth", "nested.model_state_dict")]
    [InlineData("training-protocol5-legacy.pth", "net")]
    public void Where_they_were_and_where_others_are_is_said(string file, string? place, params string[] others)
    {
        ForeignCheckpoint checkpoint = ForeignWeights.ReadCheckpoint(InteropFixtures.FilePath(file));

        (checkpoint.Place, string.Join(' ', checkpoint.OtherPlaces)).Should().Be((place, string.Join(' ', others)));
        File.Exists("dscnn-was-here").Should().BeFalse();
    }

    [Fact]
    public void A_moving_average_is_taken_where_it_is_asked_for()
    {
        WeightSet average = ForeignWeights.Read(InteropFixtures.FilePath("training.pth"), "model_ema");

        average["parameter"].ToFloats().Should().Equal(3, -5);
        average.Keys.Should().NotContain("n_averaged");
        FluentActions.Invoking(() => ForeignWeights.Read(InteropFixtures.FilePath("training.pth"), "model")).Should().Throw<InvalidDataException>()
            .WithMessage("*it has no weights under \"model\". It has some under: \"state_dict\", \"model_ema\".");
    }

    [Fact]
    public void A_network_is_found_under_the_name_that_a_framework_gave_it()
    {
        WeightSet weights = ForeignWeights.Read(InteropFixtures.FilePath("tiny-mobilenet.pth"));
        var framework = new WeightSet([
            .. weights.Select(w => KeyValuePair.Create("lit.model." + w.Key, w.Value)),
            KeyValuePair.Create("lit.loss.weight", WeightTensor.FromFloats([1], [1])),
        ]);

        ModelFile model = ForeignModel.Import(TinyMobileNet(), framework, ForeignNaming.Torchvision);

        model.Weights.Values.Select(w => w.Bytes.Length).Sum().Should().Be(weights.Values.Sum(w => w.Bytes.Length));
        model.Preprocessing.Should().Be(new Preprocessing([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]));
    }

    [Fact]
    public void Precisions_are_kept()
    {
        WeightSet weights = ForeignWeights.Read(InteropFixtures.FilePath("kinds.pth"));
        weights["plain"].Precision.Should().Be(WeightPrecision.Float32);
        weights["half"].Precision.Should().Be(WeightPrecision.Float16);
        weights["bfloat16"].Precision.Should().Be(WeightPrecision.BFloat16);
    }

    [Theory]
    [InlineData("pth")]
    [InlineData("pt")]
    [InlineData("safetensors")]
    public void What_is_exported_is_read_back(string extension)
    {
        ModelFile model = ForeignModel.Import(TinyMobileNet(), ForeignWeights.Read(InteropFixtures.FilePath("tiny-mobilenet.pth")), ForeignNaming.Torchvision);
        string path = _folder.File("a." + extension);

        ForeignModel.Export(model, ForeignNaming.Torchvision, path);

        WeightSet original = ForeignWeights.Read(InteropFixtures.FilePath("tiny-mobilenet.pth"));
        WeightSet copy = ForeignWeights.Read(path);
        copy.Keys.Should().BeEquivalentTo(original.Keys);
        foreach (string name in original.Keys)
            copy[name].Bytes.ToArray().Should().Equal(original[name].Bytes.ToArray(), name);
    }

    [Fact]
    public void An_exported_file_has_a_counter_for_every_batch_norm()
    {
        ModelFile model = ForeignModel.Import(TinyMobileNet(), ForeignWeights.Read(InteropFixtures.FilePath("tiny-mobilenet.pth")), ForeignNaming.Torchvision);
        string path = _folder.File("a.safetensors");

        ForeignModel.Export(model, ForeignNaming.Torchvision, path);

        RawSafetensors file = RawSafetensors.Parse(File.ReadAllBytes(path));
        file.Text("format").Should().Be("pt");
        string[] counters = [.. file.Header.EnumerateObject().Select(p => p.Name).Where(n => n.EndsWith(".num_batches_tracked", StringComparison.Ordinal))];
        counters.Should().HaveCount(model.Spec.Weights.Count(w => w.Role == WeightRole.RunningMean));
        counters.Should().OnlyContain(name => file.DataType(name) == "I64" && file.Shape(name).Length == 0);
    }

    [Fact]
    public void An_unknown_extension_is_refused()
    {
        ModelFile model = ForeignModel.Import(TinyMobileNet(), ForeignWeights.Read(InteropFixtures.FilePath("tiny-mobilenet.pth")), ForeignNaming.Torchvision);
        Action export = () => ForeignModel.Export(model, ForeignNaming.Torchvision, "a.onnx");
        export.Should().Throw<ArgumentException>().WithMessage("Expected a file that ends in .pth, .pt or .safetensors. Received: a.onnx.*");
    }

    private static ModelSpec TinyMobileNet()
    {
        ArchitectureTable table = Presets.Find("mobilenet-v2").Architecture!;
        return (table with { Stem = table.Stem! with { Filters = 8 }, Stages = [new(8, 1, 3, 1), new(16, 2, 3, 2)] })
            .ToSpec(7, new InputSpec(3, 32, 32));
    }
}
