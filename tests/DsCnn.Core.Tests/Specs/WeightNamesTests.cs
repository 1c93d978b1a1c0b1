namespace DsCnn.Tests;

/// <summary>Names, shapes and order of the tensors: what every model file depends on.</summary>
public sealed class WeightNamesTests
{
    private static readonly DsBlockSpec _block = new() { Conv1Filters = 48, Conv1Kernel = 3, Kernel = 5, OutChannels = 16 };

    [Fact]
    public void A_DS_block_holds_the_tensors_of_the_patents_parts() =>
        Weights(_block).Should().Equal(
            "conv_1.weight 48x8x3x3",
            "bn_1.weight 48", "bn_1.bias 48", "bn_1.running_mean 48", "bn_1.running_var 48",
            "pointwise.weight 48x48x1x1",
            "depthwise.weight 48x1x5x5",
            "bn_2.weight 48", "bn_2.bias 48", "bn_2.running_mean 48", "bn_2.running_var 48",
            "se.reduce_conv.weight 2x48x1x1", "se.reduce_conv.bias 2",
            "se.expand_conv.weight 48x2x1x1", "se.expand_conv.bias 48",
            "conv_2.weight 16x48x1x1",
            "bn_3.weight 16", "bn_3.bias 16", "bn_3.running_mean 16", "bn_3.running_var 16");

    [Fact]
    public void Folded_batch_norms_leave_a_bias_with_the_convolution_before_them()
    {
        LayerSpec[] layers = [_block with { Pointwise = new PointwiseSpec { Rank = 12 } }, new ConvSpec { Filters = 6 }];
        ModelSpec spec = new(new InputSpec(8, 14, 14), layers) { BatchNorm = null };

        spec.Weights.Select(w => $"{w.Name} {string.Join('x', w.Dimensions)}").Should().Equal(
            "layers.0.conv_1.weight 48x8x3x3", "layers.0.conv_1.bias 48",
            "layers.0.pointwise.0.weight 12x48x1x1", "layers.0.pointwise.1.weight 48x12x1x1",
            "layers.0.depthwise.weight 48x1x5x5", "layers.0.depthwise.bias 48",
            "layers.0.se.reduce_conv.weight 2x48x1x1", "layers.0.se.reduce_conv.bias 2",
            "layers.0.se.expand_conv.weight 48x2x1x1", "layers.0.se.expand_conv.bias 48",
            "layers.0.conv_2.weight 16x48x1x1", "layers.0.conv_2.bias 16",
            "layers.1.conv.weight 6x16x3x3", "layers.1.conv.bias 6");
    }

    [Fact]
    public void A_low_rank_1x1_is_two_convolutions() =>
        Weights(_block with { Pointwise = new PointwiseSpec { Rank = 12 } }).Where(w => w.StartsWith("pointwise", StringComparison.Ordinal))
            .Should().Equal("pointwise.0.weight 12x48x1x1", "pointwise.1.weight 48x12x1x1");

    [Fact]
    public void A_grouped_1x1_has_fewer_channels_per_filter() =>
        Weights(_block with { Pointwise = new PointwiseSpec { Groups = 4 } }).Should().Contain("pointwise.weight 48x12x1x1");

    [Fact]
    public void Groups_apply_to_both_halves_of_a_low_rank_1x1() =>
        Weights(_block with { Pointwise = new PointwiseSpec { Rank = 12, Groups = 4 } })
            .Should().Contain("pointwise.0.weight 12x12x1x1").And.Contain("pointwise.1.weight 48x3x1x1");

    [Fact]
    public void Without_Conv_1_the_input_channels_are_the_hidden_width() =>
        Weights(_block with { Conv1Filters = null }).Should().Equal(
            "pointwise.weight 8x8x1x1",
            "depthwise.weight 8x1x5x5",
            "bn_2.weight 8", "bn_2.bias 8", "bn_2.running_mean 8", "bn_2.running_var 8",
            "se.reduce_conv.weight 1x8x1x1", "se.reduce_conv.bias 1",
            "se.expand_conv.weight 8x1x1x1", "se.expand_conv.bias 8",
            "conv_2.weight 16x8x1x1",
            "bn_3.weight 16", "bn_3.bias 16", "bn_3.running_mean 16", "bn_3.running_var 16");

    [Fact]
    public void Without_its_1x1_and_SE_module_the_rest_of_a_block_stays() =>
        Weights(_block with { Pointwise = null, SqueezeExcite = null }).Should().Equal(
            "conv_1.weight 48x8x3x3",
            "bn_1.weight 48", "bn_1.bias 48", "bn_1.running_mean 48", "bn_1.running_var 48",
            "depthwise.weight 48x1x5x5",
            "bn_2.weight 48", "bn_2.bias 48", "bn_2.running_mean 48", "bn_2.running_var 48",
            "conv_2.weight 16x48x1x1",
            "bn_3.weight 16", "bn_3.bias 16", "bn_3.running_mean 16", "bn_3.running_var 16");

    [Fact]
    public void Residual_drop_path_and_activation_hold_no_weights()
    {
        DsBlockSpec plain = _block with { OutChannels = 8 };

        Weights(plain with { Residual = true, DropPath = 0.3, Activation = Activation.HardSwish, SwishBeta = 2 })
            .Should().Equal(Weights(plain));
    }

    [Fact]
    public void A_width_that_is_not_the_patents_is_possible_in_a_spec() =>
        Weights(_block with { Conv1Filters = 37, SqueezeExcite = new SqueezeExciteSpec { Filters = 3 } })
            .Should().Contain(["conv_1.weight 37x8x3x3", "se.reduce_conv.weight 3x37x1x1", "conv_2.weight 16x37x1x1"]);

    [Theory]
    [InlineData(false, true, "conv.weight 6x8x3x3|bn.weight 6|bn.bias 6|bn.running_mean 6|bn.running_var 6")]
    [InlineData(true, true, "conv.weight 6x8x3x3|conv.bias 6|bn.weight 6|bn.bias 6|bn.running_mean 6|bn.running_var 6")]
    [InlineData(true, false, "conv.weight 6x8x3x3|conv.bias 6")]
    [InlineData(false, false, "conv.weight 6x8x3x3")]
    public void A_convolution_holds_what_it_is_asked_to(bool bias, bool batchNorm, string expected) =>
        Weights(new ConvSpec { Filters = 6, Bias = bias, BatchNorm = batchNorm }).Should().Equal(expected.Split('|'));

    [Fact]
    public void A_convolution_has_a_batch_norm_instead_of_a_bias_unless_asked() =>
        new ConvSpec { Filters = 6 }.Should().Be(
            new ConvSpec { Filters = 6, Kernel = 3, Stride = 1, Bias = false, BatchNorm = true, Activation = Activation.Swish });

    [Fact]
    public void A_fully_connected_layer_holds_a_weight_per_input_and_a_bias() =>
        Weights(new FullyConnectedSpec { Units = 10 }).Should().Equal("weight 10x1568", "bias 10");

    [Fact]
    public void Pools_dropout_and_softmax_hold_nothing() =>
        new ModelSpec(
                new InputSpec(8, 14, 14),
                [
                    new MaxPoolSpec(), new AveragePoolSpec(), new DropoutSpec { Rate = 0.1 }, new GlobalMaxPoolSpec(),
                    new GlobalAveragePoolSpec(), new SoftmaxSpec(),
                ])
            .Weights.Should().BeEmpty();

    [Fact]
    public void The_prefix_counts_layers_without_weights_too()
    {
        var spec = new ModelSpec(
            new InputSpec(1, 28, 28),
            [
                new ConvSpec { Filters = 4, BatchNorm = false }, new MaxPoolSpec(), new DropoutSpec { Rate = 0.1 },
                new DsBlockSpec { Conv1Filters = 8, OutChannels = 4, SqueezeExcite = null }, new GlobalAveragePoolSpec(),
                new FullyConnectedSpec { Units = 10 }, new SoftmaxSpec(),
            ]);

        spec.Weights.Select(w => w.Name).Should().StartWith("layers.0.conv.weight").And.Contain("layers.3.conv_1.weight")
            .And.EndWith(["layers.5.weight", "layers.5.bias"]);
        spec.Plan.Layers[3].Prefix.Should().Be("layers.3");
        spec.Plan.Layers.Select(p => p.Index).Should().Equal(0, 1, 2, 3, 4, 5, 6);
    }

    [Fact]
    public void Running_statistics_are_no_parameters() =>
        Models.Plan(new ConvSpec { Filters = 6 }).Weights.Select(w => w.Role).Should().Equal(
            WeightRole.Weight, WeightRole.Scale, WeightRole.Shift, WeightRole.RunningMean, WeightRole.RunningVariance);

    /// <summary>Names without the layer's prefix, and extents.</summary>
    private static IEnumerable<string> Weights(LayerSpec layer)
    {
        IReadOnlyList<WeightShape> weights = Models.Plan(layer).Weights;
        weights.Should().OnlyContain(w => w.Name.StartsWith("layers.0.", StringComparison.Ordinal));
        return weights.Select(w => $"{w.Name["layers.0.".Length..]} {string.Join('x', w.Dimensions)}");
    }
}
