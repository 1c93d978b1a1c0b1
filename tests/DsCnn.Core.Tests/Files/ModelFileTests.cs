using System.Buffers;
using System.Text.Json;

namespace DsCnn.Tests;

public sealed class ModelFileTests : IDisposable
{
    private const string Spec =
        """{ "input": { "channels": 2, "height": 1, "width": 1 }, "layers": [ { "type": "fullyConnected", "units": 3 } ] }""";

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("a.safetensors");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_written_is_read_back()
    {
        ModelSpec spec = Models.Small28();
        var model = new ModelFile(spec, Models.CountingWeights(spec))
        {
            Labels = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "猫 \"boot\""],
            Preprocessing = new Preprocessing([0.2860], [0.3530]),
        };

        model.Write(FilePath);
        ModelFile copy = ModelFile.Read(FilePath);

        copy.Spec.Should().Be(spec);
        copy.Labels.Should().Equal(model.Labels);
        copy.Preprocessing.Should().Be(model.Preprocessing);
        copy.Weights.Keys.Should().Equal(spec.Weights.Select(w => w.Name));
        foreach ((string name, WeightTensor tensor) in copy.Weights)
        {
            tensor.Dimensions.Should().Equal(model.Weights[name].Dimensions);
            tensor.Bytes.Span.SequenceEqual(model.Weights[name].Bytes.Span).Should().BeTrue(name);
        }
    }

    [Fact]
    public void Thresholds_are_kept_through_every_change_of_the_network()
    {
        ModelSpec spec = Models.Small28().WithHead(Head.Sigmoid);
        double[] thresholds = [.. Enumerable.Range(0, 10).Select(i => i / 10.0)];
        var model = new ModelFile(spec, Models.CountingWeights(spec)) { Thresholds = thresholds };

        model.Write(FilePath);

        ModelFile.Read(FilePath).Thresholds.Should().Equal(thresholds);
        JsonDocument.Parse(RawSafetensors.Parse(File.ReadAllBytes(FilePath)).Header.GetProperty("__metadata__").GetProperty("dscnn.thresholds").GetString()!)
            .RootElement.EnumerateArray().Select(number => number.GetDouble()).Should().Equal(thresholds);
        model.FoldBatchNorm().Thresholds.Should().Equal(thresholds);
        model.ShareWeights(new SharingOptions { Bits = 4 }).Model.Thresholds.Should().Equal(thresholds);
        model.WithInputChannels(3).Thresholds.Should().Equal(thresholds);
        model.WithClasses(5).Thresholds.Should().BeNull("the classes are others");
    }

    [Fact]
    public void Thresholds_that_cannot_be_are_refused()
    {
        ModelSpec softmax = Models.Linear(), sigmoid = softmax.WithHead(Head.Sigmoid);
        Refused(softmax, [0.5, 0.5, 0.5], "Thresholds are for networks that end in a sigmoid.");
        Refused(sigmoid, [0.5], "Thresholds must be one for each of the 3 outputs of the network. Received: 1.");
        Refused(sigmoid, [0.5, 1.5, 0.5], "Thresholds must be from 0 to 1. Received: 1.5.");
        Refused(sigmoid, [0.5, double.NaN, 0.5], "Thresholds must be from 0 to 1. Received: NaN.");

        static void Refused(ModelSpec spec, double[] thresholds, string message) =>
            FluentActions.Invoking(() => new ModelFile(spec, Models.CountingWeights(spec)) { Thresholds = thresholds })
                .Should().ThrowExactly<InvalidSpecException>().WithMessage(message);
    }

    [Fact]
    public void A_model_without_labels_and_preprocessing_stays_without()
    {
        new ModelFile(Models.Linear(), Models.CountingWeights(Models.Linear())).Write(FilePath);

        ModelFile copy = ModelFile.Read(FilePath);

        copy.Labels.Should().BeNull();
        copy.Preprocessing.Should().BeNull();
        RawSafetensors.Parse(File.ReadAllBytes(FilePath)).Header.GetProperty("__metadata__").EnumerateObject().Select(p => p.Name)
            .Should().Equal("dscnn.spec");
    }

    [Fact]
    public void Any_safetensors_reader_finds_the_parts()
    {
        var model = new ModelFile(Models.Linear(), Models.CountingWeights(Models.Linear()))
        {
            Labels = ["cat", "dog", "bird"],
            Preprocessing = new Preprocessing([0.5, 0.25], [1, 2]),
        };

        model.Write(FilePath);

        RawSafetensors raw = RawSafetensors.Parse(File.ReadAllBytes(FilePath));
        raw.Header.EnumerateObject().Select(p => p.Name).Should().Equal("__metadata__", "layers.0.weight", "layers.0.bias");
        raw.Shape("layers.0.weight").Should().Equal(3, 2);
        raw.Floats("layers.0.weight").Should().Equal(0, 1, 2, 3, 4, 5);
        raw.Floats("layers.0.bias").Should().Equal(6, 7, 8);
        raw.Text("dscnn.labels").Should().Be("""["cat","dog","bird"]""");
        raw.Text("dscnn.preprocessing").Should().Be("""{"mean":[0.5,0.25],"std":[1,2]}""");
        ModelSpec.FromJson(raw.Text("dscnn.spec")).Should().Be(Models.Linear());
    }

    [Fact]
    public void A_file_made_elsewhere_is_read_with_its_batch_counters_ignored()
    {
        string header =
            $$$"""
            {"__metadata__":{"format":"pt","dscnn.spec":{{{JsonSerializer.Serialize(Spec)}}}},
            "layers.0.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[0,8]},
            "layers.0.bias":{"dtype":"F16","shape":[3],"data_offsets":[8,14]},
            "layers.0.weight":{"dtype":"BF16","shape":[3,2],"data_offsets":[14,26]}}
            """;
        byte[] data = [9, 0, 0, 0, 0, 0, 0, 0, 0, 0x3C, 0, 0xC0, 0, 0, 0x80, 0x3F, 0, 0xC0, 0x49, 0x40, 0, 0, 0, 0, 0, 0];
        File.WriteAllBytes(FilePath, RawSafetensors.Bytes(header, data));

        ModelFile model = ModelFile.Read(FilePath);

        model.Weights.Keys.Should().Equal("layers.0.weight", "layers.0.bias");
        model.Weights["layers.0.bias"].Precision.Should().Be(WeightPrecision.Float16);
        model.Weights["layers.0.bias"].ToFloats().Should().Equal(1, -2, 0);
        model.Weights["layers.0.weight"].ToFloats().Should().Equal(1, -2, 3.140625f, 0, 0, 0);
    }

    public static TheoryData<string, string, string> BrokenFiles => new()
    {
        {
            "", Tensors("3,2", "3"),
            "the file has no \"dscnn.spec\" in its metadata, so it is not a DsCnn model. Files of bare weights need a spec."
        },
        { SpecEntry("{"), Tensors("3,2", "3"), "spec: expected JSON. *" },
        { SpecEntry("""{ "version": 2 }"""), Tensors("3,2", "3"), "spec.version: expected version 1, the one this DsCnn reads. Received: 2." },
        { SpecEntry(Spec.Replace("3", "0")), Tensors("3,2", "3"), "layers[0].units: Units must be a whole number from 1 to 1048576. Received: 0." },
        {
            SpecEntry(Spec.Replace("fullyConnected", "conv").Replace("units", "filters")), Tensors("3,2", "3"),
            "the tensor \"layers.0.conv.weight\" of [3, 2, 3, 3] is missing."
        },
        { SpecEntry(Spec), Tensors("2,3", "3"), "\"layers.0.weight\" must be [3, 2], as the spec says. Received: [2, 3]." },
        { SpecEntry(Spec), Tensors("3,2", "3,1"), "\"layers.0.bias\" must be [3], as the spec says. Received: [3, 1]." },
        { SpecEntry(Spec), Tensors("3,2", "3", "extra"), "the spec has no place for 1 tensor: extra." },
        { SpecEntry(Spec), Tensors("3,2", "3", "ema.bias", "ema.weight"), "the spec has no place for 2 tensors: ema.bias, ema.weight." },
        { SpecEntry(Spec), "", "the tensor \"layers.0.weight\" of [3, 2] is missing." },
        { SpecEntry(Spec), Tensors("3,2", "3").Replace("F32", "I32"), "\"layers.0.weight\" must be F32, F16 or BF16. Received: I32." },
        { SpecEntry(Spec, "labels", "{}"), Tensors("3,2", "3"), "labels: expected an array [ ... ]. Received: {}." },
        { SpecEntry(Spec, "labels", "[1,2,3]"), Tensors("3,2", "3"), "labels: expected a string. Received: 1." },
        { SpecEntry(Spec, "labels", "[\"a\"]"), Tensors("3,2", "3"), "Labels must name the 3 outputs of the network. Received: 1." },
        { SpecEntry(Spec, "labels", "[\"a\",\"b\",\"a\"]"), Tensors("3,2", "3"), "Labels must be different. Received twice: a." },
        { SpecEntry(Spec, "preprocessing", "["), Tensors("3,2", "3"), "preprocessing: expected JSON. *" },
        {
            SpecEntry(Spec, "preprocessing", """{"mean":[0,0]}"""), Tensors("3,2", "3"),
            "preprocessing.std: the member is missing and has no default."
        },
        {
            SpecEntry(Spec, "preprocessing", """{"mean":[0,0],"std":[1,"1"]}"""), Tensors("3,2", "3"),
            "preprocessing.std: expected a number. Received: \"1\"."
        },
        {
            SpecEntry(Spec, "preprocessing", """{"mean":[0],"std":[1,1]}"""), Tensors("3,2", "3"),
            "preprocessing: Mean and Std need one number per channel. Received: 1 and 2."
        },
        {
            SpecEntry(Spec, "preprocessing", """{"mean":[0,0,0],"std":[1,1,1]}"""), Tensors("3,2", "3"),
            "Preprocessing must have a mean for each of the 2 input channels. Received: 3."
        },
    };

    [Theory]
    [MemberData(nameof(BrokenFiles))]
    public void A_broken_model_file_is_refused_with_the_reason(string metadata, string tensors, string message)
    {
        string members = string.Join(',', new[] { metadata, tensors }.Where(part => part.Length > 0));
        File.WriteAllBytes(FilePath, RawSafetensors.Bytes("{" + members + "}", new byte[DataLength(tensors)]));

        FluentActions.Invoking(() => ModelFile.Read(FilePath))
            .Should().ThrowExactly<InvalidDataException>().Which.Message.Should().Match($"{FilePath}: {message}");
        FluentActions.Invoking(() => ModelFile.Read(File.ReadAllBytes(FilePath)))
            .Should().ThrowExactly<InvalidDataException>().Which.Message.Should().Match($"The model file: {message}");
    }

    [Fact]
    public void Bytes_are_read_as_their_file_is_also_from_the_middle_of_others_and_not_kept()
    {
        ModelSpec spec = Models.Linear();
        var model = new ModelFile(spec, Models.CountingWeights(spec)) { Labels = ["cat", "dog", "bird"] };
        model.Write(FilePath);
        byte[] around = [1, 2, 3, .. File.ReadAllBytes(FilePath), 4, 5];

        ModelFile copy = ModelFile.Read(around.AsMemory()[3..^2]);
        Array.Clear(around);

        copy.Spec.Should().Be(spec);
        copy.Labels.Should().Equal(model.Labels);
        copy.Weights.Keys.Should().Equal(model.Weights.Keys);
        copy.Weights["layers.0.weight"].ToFloats().Should().Equal(0, 1, 2, 3, 4, 5);
        model.ToBytes().Should().Equal(File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_relative_path_is_named_once_and_as_it_was_given()
    {
        File.WriteAllBytes(FilePath, RawSafetensors.Bytes(
            "{" + SpecEntry(Spec) + "," + Tensors("3,2", "3").Replace("F32", "I32") + "}", new byte[36]));
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, FilePath);

        FluentActions.Invoking(() => ModelFile.Read(relative))
            .Should().ThrowExactly<InvalidDataException>()
            .WithMessage($"{relative}: \"layers.0.weight\" must be F32, F16 or BF16. Received: I32.");
    }

    [Fact]
    public void A_model_is_checked_when_it_is_made()
    {
        ModelSpec spec = Models.Linear();
        WeightSet weights = Models.CountingWeights(spec);
        var model = new ModelFile(spec, weights);

        FluentActions.Invoking(() => new ModelFile(spec, new WeightSet(weights.Skip(1))))
            .Should().ThrowExactly<InvalidDataException>().WithMessage("the tensor \"layers.0.weight\" of [3, 2] is missing.");
        FluentActions.Invoking(() => new ModelFile(spec, new WeightSet(weights.Append(KeyValuePair.Create("x", weights["layers.0.bias"])))))
            .Should().ThrowExactly<InvalidDataException>().WithMessage("the spec has no place for 1 tensor: x.");
        FluentActions.Invoking(() => model with { Labels = ["a", "b"] })
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be("Labels must name the 3 outputs of the network. Received: 2.");
        FluentActions.Invoking(() => model with { Labels = ["a", null!, "c"] })
            .Should().ThrowExactly<InvalidSpecException>().Which.Message.Should().Be("Labels must not be null.");
        FluentActions.Invoking(() => model with { Labels = ["a", "b", "a"] })
            .Should().ThrowExactly<InvalidSpecException>().Which.Message.Should().Be("Labels must be different. Received twice: a.");
        FluentActions.Invoking(() => model with { Labels = ["a", "b", "\udc00"] })
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be("Labels must be valid Unicode. Received half a surrogate pair at index 0.");
        FluentActions.Invoking(() => model with { Preprocessing = new Preprocessing([0], [1]) })
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be("Preprocessing must have a mean for each of the 2 input channels. Received: 1.");
    }

    [Fact]
    public void The_labels_are_copied()
    {
        List<string> labels = ["a", "b", "c"];
        var model = new ModelFile(Models.Linear(), Models.CountingWeights(Models.Linear())) { Labels = labels };

        labels.Clear();

        model.Labels.Should().Equal("a", "b", "c");
    }

    [Fact]
    public void An_old_file_survives_when_writing_fails()
    {
        ModelSpec spec = Models.Linear();
        WeightSet weights = Models.CountingWeights(spec);
        new ModelFile(spec, weights).Write(FilePath);
        byte[] old = File.ReadAllBytes(FilePath);
        using var unreadable = new UnreadableMemory(12);
        var broken = new WeightSet(
        [
            KeyValuePair.Create("layers.0.weight", weights["layers.0.weight"]),
            KeyValuePair.Create("layers.0.bias", new WeightTensor([3], WeightPrecision.Float32, unreadable.Memory)),
        ]);

        new ModelFile(spec, broken).Invoking(m => m.Write(FilePath)).Should().ThrowExactly<IOException>().WithMessage("gone");

        File.ReadAllBytes(FilePath).Should().Equal(old);
        _folder.FileNames.Should().Equal("a.safetensors");
    }

    private static int DataLength(string tensors) =>
        tensors.Length == 0 ? 0 : int.Parse(tensors[(tensors.LastIndexOf(',') + 1)..tensors.LastIndexOf(']')], null);

    private static string SpecEntry(string spec, string? key = null, string value = "") =>
        $"\"__metadata__\":{{\"dscnn.spec\":{JsonSerializer.Serialize(spec)}" +
        (key is null ? "}" : $",\"dscnn.{key}\":{JsonSerializer.Serialize(value)}}}");

    private static string Tensors(string weight, string bias, params string[] bytes) =>
        string.Join(
            ',',
            bytes.Select((name, i) => Tensor(name, "U8", "1", 36 + i, 37 + i))
                .Prepend(Tensor("layers.0.bias", "F32", bias, 24, 36))
                .Prepend(Tensor("layers.0.weight", "F32", weight, 0, 24)));

    private static string Tensor(string name, string dataType, string shape, int begin, int end) =>
        $$"""
        "{{name}}":{"dtype":"{{dataType}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}
        """;

    /// <summary>Memory that fails when it is read, like a disk that is gone.</summary>
    private sealed class UnreadableMemory(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new IOException("gone");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
