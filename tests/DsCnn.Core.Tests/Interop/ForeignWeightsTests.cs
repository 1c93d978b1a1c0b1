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
        ArchitectureTable table = Presets.Find("mobilenet-v2").Table!;
        return (table with { Stem = table.Stem! with { Filters = 8 }, Stages = [new(8, 1, 3, 1), new(16, 2, 3, 2)] })
            .ToSpec(7, new InputSpec(3, 32, 32));
    }
}
