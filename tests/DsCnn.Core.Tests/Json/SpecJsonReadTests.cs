using System.Collections.Immutable;

namespace DsCnn.Tests;

public sealed class SpecJsonReadTests
{
    [Fact]
    public void The_documented_example_is_read() => ModelSpec.FromJson(ExampleText.Json).Should().Be(ExampleText.Spec());

    [Fact]
    public void Members_may_stand_in_any_order_between_any_white_space() =>
        ModelSpec.FromJson(
                """

                {"layers":[{"outChannels":16,"conv1Kernel":3,"type":"dsBlock","conv1Filters":32},
                	{"activation":"relu","filters":64,"type":"conv"}],"input":{"width":28,"height":28,"channels":1}}

                """)
            .Should().Be(new ModelSpec(
                new InputSpec(1, 28, 28),
                [
                    new DsBlockSpec { Conv1Filters = 32, Conv1Kernel = 3, OutChannels = 16 },
                    new ConvSpec { Filters = 64, Activation = Activation.Relu },
                ]));

    public static TheoryData<string, string> Defaults => new()
    {
        {
            """{ "type": "dsBlock", "conv1Filters": 96, "outChannels": 16 }""",
            """
            { "type": "dsBlock", "conv1Filters": 96, "conv1Kernel": 1, "conv1Stride": 1, "kernel": 3, "stride": 1, "outChannels": 16,
              "pointwise": { "rank": null, "groups": 1 }, "squeezeExcite": { "filters": 4 }, "activation": "swish", "swishBeta": 1,
              "residual": false, "dropPath": 0 }
            """
        },
        {
            """{ "type": "dsBlock", "conv1Filters": 96, "outChannels": 16, "pointwise": {}, "squeezeExcite": {} }""",
            """
            { "type": "dsBlock", "conv1Filters": 96, "outChannels": 16, "pointwise": { "rank": null, "groups": 1 },
              "squeezeExcite": { "filters": 4 } }
            """
        },
        {
            """{ "type": "conv", "filters": 6 }""",
            """
            { "type": "conv", "filters": 6, "kernel": 3, "stride": 1, "bias": false, "batchNorm": true, "activation": "swish" }
            """
        },
        { """{ "type": "maxPool" }""", """{ "type": "maxPool", "kernel": 2, "stride": 2 }""" },
        { """{ "type": "maxPool", "kernel": 3 }""", """{ "type": "maxPool", "kernel": 3, "stride": 3 }""" },
        { """{ "type": "averagePool", "stride": 1 }""", """{ "type": "averagePool", "kernel": 2, "stride": 1 }""" },
        { """{ "type": "fullyConnected", "units": 10 }""", """{ "type": "fullyConnected", "units": 10, "activation": "none" }""" },
    };

    [Theory]
    [MemberData(nameof(Defaults))]
    public void A_member_left_out_takes_its_default(string leftOut, string spelledout) =>
        ReadLayers(leftOut).Should().Equal(ReadLayers(spelledout));

    [Fact]
    public void A_model_needs_no_version_name_or_batch_norm() =>
        ModelSpec.FromJson("""{ "input": { "channels": 1, "height": 8, "width": 8 }, "layers": [ { "type": "globalMaxPool" } ] }""")
            .Should().Be(ModelSpec.FromJson(
                """
                { "version": 1, "name": "model", "input": { "channels": 1, "height": 8, "width": 8 },
                  "batchNorm": { "epsilon": 1e-5, "momentum": 0.1 }, "layers": [ { "type": "globalMaxPool" } ] }
                """));

    [Fact]
    public void Half_a_batch_norm_takes_the_other_half_by_default() =>
        ModelSpec.FromJson(
                """
                { "input": { "channels": 1, "height": 8, "width": 8 }, "batchNorm": { "epsilon": 0.001 },
                  "layers": [ { "type": "globalMaxPool" } ] }
                """)
            .BatchNorm.Should().Be(new BatchNormSpec { Epsilon = 0.001, Momentum = 0.1 });

    [Fact]
    public void A_batch_norm_that_is_null_is_folded() =>
        ModelSpec.FromJson(
                """
                { "input": { "channels": 1, "height": 8, "width": 8 }, "batchNorm": null, "layers": [ { "type": "conv", "filters": 2 } ] }
                """)
            .Weights.Select(w => w.Name).Should().Equal("layers.0.conv.weight", "layers.0.conv.bias");

    [Fact]
    public void Conv1_filters_left_out_are_6_x_the_previous_blocks_output_with_whatever_between() =>
        ReadLayers(
                """
                { "type": "dsBlock", "conv1Filters": 32, "outChannels": 16 }, { "type": "dsBlock", "outChannels": 24 },
                { "type": "conv", "filters": 7 }, { "type": "maxPool" }, { "type": "dsBlock", "outChannels": 40 }
                """)
            .OfType<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(32, 96, 144);

    [Fact]
    public void A_part_that_is_null_is_absent()
    {
        var block = (DsBlockSpec)ReadLayers(
            """{ "type": "dsBlock", "conv1Filters": null, "outChannels": 16, "pointwise": null, "squeezeExcite": null }""")[0];

        block.Should().Be(new DsBlockSpec { Conv1Filters = null, OutChannels = 16, Pointwise = null, SqueezeExcite = null });
    }

    [Fact]
    public void A_block_after_one_without_Conv_1_counts_its_output_too() =>
        ReadLayers("""{ "type": "dsBlock", "conv1Filters": null, "outChannels": 5 }, { "type": "dsBlock", "outChannels": 7 }""")
            .Cast<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(null, 30);

    [Theory]
    [InlineData("none", Activation.None)]
    [InlineData("swish", Activation.Swish)]
    [InlineData("relu", Activation.Relu)]
    [InlineData("relu6", Activation.Relu6)]
    [InlineData("hardSwish", Activation.HardSwish)]
    [InlineData("sigmoid", Activation.Sigmoid)]
    [InlineData("hardSigmoid", Activation.HardSigmoid)]
    public void Every_activation_has_a_name(string name, Activation expected) =>
        ReadLayers($$"""{ "type": "conv", "filters": 1, "activation": "{{name}}" }""")[0]
            .Should().Be(new ConvSpec { Filters = 1, Activation = expected });

    [Fact]
    public void Every_other_member_is_read()
    {
        ReadLayers(
                """
                { "type": "dsBlock", "conv1Filters": 12, "conv1Kernel": 5, "conv1Stride": 1, "kernel": 7, "stride": 1, "outChannels": 8, "conv2Activation": "hardSwish",
                  "pointwise": { "rank": 6, "groups": 2 }, "squeezeExcite": { "filters": 9, "activation": "relu", "gate": "hardSigmoid" }, "activation": "relu6", "swishBeta": 1.702,
                  "residual": true, "dropPath": 0.25 },
                { "type": "conv", "filters": 4, "kernel": 5, "stride": 2, "bias": true, "batchNorm": false, "activation": "sigmoid" },
                { "type": "averagePool", "kernel": 3, "stride": 1 }, { "type": "dropout", "rate": 2e-1 }, { "type": "globalMaxPool" }
                """)
            .Should().Equal(
                new DsBlockSpec
                {
                    Conv1Filters = 12,
                    Conv1Kernel = 5,
                    Conv1Stride = 1,
                    Kernel = 7,
                    Stride = 1,
                    OutChannels = 8,
                    Conv2Activation = Activation.HardSwish,
                    Pointwise = new PointwiseSpec { Rank = 6, Groups = 2 },
                    SqueezeExcite = new SqueezeExciteSpec { Filters = 9, Activation = Activation.Relu, Gate = Activation.HardSigmoid },
                    Activation = Activation.Relu6,
                    SwishBeta = 1.702,
                    Residual = true,
                    DropPath = 0.25,
                },
                new ConvSpec { Filters = 4, Kernel = 5, Stride = 2, Bias = true, BatchNorm = false, Activation = Activation.Sigmoid },
                new AveragePoolSpec { Kernel = 3, Stride = 1 },
                new DropoutSpec { Rate = 0.2 },
                new GlobalMaxPoolSpec());
    }

    private static ImmutableArray<LayerSpec> ReadLayers(string layers) =>
        ModelSpec.FromJson($$"""{ "input": { "channels": 8, "height": 14, "width": 14 }, "layers": [ {{layers}} ] }""").Layers;
}
