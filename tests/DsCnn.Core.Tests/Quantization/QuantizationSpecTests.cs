using System.Globalization;

namespace DsCnn.Tests;

public sealed class QuantizationSpecTests
{
    private static readonly ModelSpec _network = new(
        new InputSpec(1, 8, 8),
        [
            new DsBlockSpec { Conv1Filters = 4, OutChannels = 3, SqueezeExcite = null },
            new DropoutSpec { Rate = 0.1 },
            new ConvSpec { Filters = 2, Activation = Activation.Relu },
            new GlobalAveragePoolSpec(),
            new FullyConnectedSpec { Units = 2 },
            new SoftmaxSpec(),
        ])
    { Name = "net", BatchNorm = null };

    private static readonly QuantizationSpec _spec = new()
    {
        Activations = [Bytes("input"), Bytes("layers.0.conv_1"), Bytes("layers.0.conv_2"), Bytes("layers.2.conv.relu"), Bytes("layers.3.globalAveragePool")],
        Weights = [Kernel("layers.0.conv_1.weight", 4), Kernel("layers.2.conv.weight", 2), Kernel("layers.4.weight", 2)],
    };

    public static TheoryData<double, double> Ranges => new()
    {
        { -1, 3 }, { 0, 6 }, { 2, 5 }, { -4, -1 }, { -0.3, 0.1 }, { -1e-3, 1e4 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void A_range_becomes_255_steps_and_0_is_one_of_them(double low, double high)
    {
        var bytes = ActivationQuantization.FromRange("x", low, high);

        double scale = (Math.Max(high, 0) - Math.Min(low, 0)) / 255;
        ((double)bytes.Scale).Should().BeApproximately(scale, scale * 1e-6);
        bytes.ZeroPoint.Should().Be((int)Math.Round(-Math.Min(low, 0) / scale));
        bytes.Low.Should().BeApproximately(Math.Min(low, 0), scale);
        bytes.High.Should().BeApproximately(Math.Max(high, 0), scale);
    }

    [Fact]
    public void A_value_that_is_always_0_has_bytes_too() =>
        ActivationQuantization.FromRange("x", 0, 0).Should().Be(new ActivationQuantization { Name = "x", Scale = 1, ZeroPoint = 0 });

    [Theory]
    [InlineData(double.NaN, 1, "The range of x must be two finite numbers, the smaller first. Received: NaN and 1.")]
    [InlineData(0, 1e39, "The range of x must be two finite numbers, the smaller first. Received: 0 and 1E+39.")]
    [InlineData(2, 1, "The range of x must be two finite numbers, the smaller first. Received: 2 and 1.")]
    public void A_range_that_is_none_is_refused(double low, double high, string message) =>
        ((Action)(() => ActivationQuantization.FromRange("x", low, high))).Should().ThrowExactly<InvalidSpecException>().WithMessage(message);

    [Fact]
    public void JSON_comes_back_as_an_equal_spec_in_every_culture()
    {
        QuantizationSpec odd = _spec with { Activations = [Bytes("a") with { Scale = 0.1f }, Bytes("b") with { Scale = 1.2345678e-7f, ZeroPoint = 255 }] };
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            QuantizationSpec.FromJson(odd.ToJson()).Should().Be(odd);
            QuantizationSpec.FromJson(odd.ToJson()).GetHashCode().Should().Be(odd.GetHashCode());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void JSON_is_what_the_docs_say() =>
        new QuantizationSpec { Activations = [Bytes("input") with { Scale = 0.5f, ZeroPoint = 3 }], Weights = [new WeightQuantization { Name = "layers.4.weight", Scales = [0.25f, 2] }] }
            .ToJson().Should().Be(
                """{"version":1,"activations":[{"name":"input","scale":0.5,"zeroPoint":3}],"weights":[{"name":"layers.4.weight","scales":[0.25,2]}]}""");

    [Fact]
    public void Logits_are_written_where_they_are_known()
    {
        QuantizationSpec known = new() { Activations = [], Weights = [], Logits = Bytes("layers.4.linear") };
        known.ToJson().Should().Be("""{"version":1,"activations":[],"weights":[],"logits":{"name":"layers.4.linear","scale":0.125,"zeroPoint":128}}""");
        QuantizationSpec.FromJson(known.ToJson()).Should().Be(known).And.NotBe(known with { Logits = null });
        QuantizationSpec.FromJson(known.ToJson()).GetHashCode().Should().Be(known.GetHashCode());
    }

    [Theory]
    [InlineData("""{ "activations": [] }""", "quantization.weights: the member is missing and has no default.")]
    [InlineData("""{ "activations": [], "weights": [], "bits": 8 }""", "quantization.bits: unknown member. Known here: version, activations, weights, logits.")]
    [InlineData("""{ "version": 2, "activations": [], "weights": [] }""", "quantization.version: expected version 1, the one this DsCnn reads. Received: 2.")]
    [InlineData("""{ "activations": [{ "name": "a", "scale": 1 }], "weights": [] }""", "activations[0].zeroPoint: the member is missing and has no default.")]
    [InlineData("""{ "activations": [{ "name": "a", "scale": 0, "zeroPoint": 0 }], "weights": [] }""", "activations[0].scale: Scale must be a finite number of at least 1E-18. Received: 0.")]
    [InlineData("""{ "activations": [{ "name": "a", "scale": 1e99, "zeroPoint": 0 }], "weights": [] }""", "activations[0].scale: Scale must be a finite number of at least 1E-18. Received: Infinity.")]
    [InlineData("""{ "activations": [{ "name": "a", "scale": "1", "zeroPoint": 0 }], "weights": [] }""", "activations[0].scale: expected a number. Received: \"1\".")]
    [InlineData("""{ "activations": [{ "name": "a", "scale": 1, "zeroPoint": 256 }], "weights": [] }""", "activations[0].zeroPoint: ZeroPoint must be a whole number from 0 to 255. Received: 256.")]
    [InlineData("""{ "activations": [], "weights": [{ "name": "w", "scales": [] }] }""", "weights[0].scales: Scales must hold a number for each filter. Received: none.")]
    [InlineData("""{ "activations": [], "weights": [{ "name": "w", "scales": [1, -1] }] }""", "weights[0].scales: Scales must be a finite number of at least 1E-18. Received: -1.")]
    [InlineData("""{ "activations": [], "weights": [{ "name": "w", "scales": [1] }, { "name": "w", "scales": [1] }] }""", "quantization: Weights must name each tensor once. Received twice: w.")]
    public void Broken_JSON_is_refused_by_place(string json, string message) =>
        ((Action)(() => QuantizationSpec.FromJson(json))).Should().ThrowExactly<SpecFormatException>().WithMessage(message);

    [Fact]
    public void It_fits_its_network() => ((Action)(() => _spec.RequireFit(_network))).Should().NotThrow();

    [Fact]
    public void What_a_network_does_not_have_is_refused_by_name()
    {
        Refuse(_spec with { Activations = [Bytes("layers.9.conv")] }, _network, "The quantization names the value layers.9.conv, which net does not have.");
        Refuse(_spec with { Weights = [Kernel("layers.4.bias", 2)] }, _network, "The quantization names the weight layers.4.bias, which net does not have.");
        Refuse(
            _spec with { Weights = [Kernel("layers.0.conv_1.weight", 3)] }, _network,
            "The quantization of layers.0.conv_1.weight must have 4 scales, one for each filter. Received: 3.");
        Refuse(
            _spec with { Logits = Bytes("layers.3.globalAveragePool") }, _network,
            "The quantization's logits must be layers.4.linear, the name of the logits of net. Received: layers.3.globalAveragePool.");
        Refuse(
            _spec, _network with { BatchNorm = new BatchNormSpec() },
            "The batch norms of net must be folded before it is quantized. Received: a network with batch norms.");
    }

    [Theory]
    [InlineData(0, "layers.0.conv_2 layers.2.conv.relu layers.3.globalAveragePool", "layers.2.conv.weight layers.4.weight")]
    [InlineData(2, "input layers.0.conv_1 layers.0.conv_2 layers.2.conv.relu layers.3.globalAveragePool", "layers.0.conv_1.weight layers.4.weight")]
    [InlineData(4, "input layers.0.conv_1 layers.0.conv_2 layers.2.conv.relu layers.3.globalAveragePool", "layers.0.conv_1.weight layers.2.conv.weight")]
    public void A_float_layer_keeps_the_bytes_that_its_neighbors_need(int layer, string values, string weights)
    {
        QuantizationSpec rest = _spec.WithFloatLayers(_network, [layer]);
        string.Join(' ', rest.Activations.Select(a => a.Name)).Should().Be(values);
        string.Join(' ', rest.Weights.Select(w => w.Name)).Should().Be(weights);
    }

    [Fact]
    public void Without_any_layer_nothing_is_left() =>
        _spec.WithFloatLayers(_network, Enumerable.Range(0, 6)).Should().Be(new QuantizationSpec { Activations = [], Weights = [] });

    [Fact]
    public void The_model_file_keeps_it()
    {
        using var folder = new TemporaryFolder();
        ModelFile model = new(_network, Models.CountingWeights(_network)) { Quantization = _spec };
        model.Write(folder.File("int8.safetensors"));

        ModelFile.Read(folder.File("int8.safetensors")).Quantization.Should().Be(_spec);
        model.FoldBatchNorm().Quantization.Should().Be(_spec);
        ((Action)(() => _ = model with { Quantization = _spec with { Weights = [Kernel("w", 1)] } })).Should().ThrowExactly<InvalidSpecException>();
    }

    private static ActivationQuantization Bytes(string name) => new() { Name = name, Scale = 0.125f, ZeroPoint = 128 };

    private static WeightQuantization Kernel(string name, int filters) => new() { Name = name, Scales = [.. Enumerable.Range(1, filters).Select(i => i / 16f)] };

    private static void Refuse(QuantizationSpec spec, ModelSpec network, string message) =>
        ((Action)(() => spec.RequireFit(network))).Should().ThrowExactly<InvalidSpecException>().WithMessage(message);
}
