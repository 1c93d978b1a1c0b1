namespace DsCnn.Tests;

public sealed class ModelCostTests
{
    [Theory]
    [InlineData(8, 48, 1, 1, 3, 1, 16)]
    [InlineData(1, 32, 3, 1, 3, 1, 16)]
    [InlineData(3, 32, 3, 2, 5, 2, 24)]
    [InlineData(16, 6, 5, 3, 7, 1, 5)]
    public void A_DS_block_costs_what_its_parts_cost(
        int channels, int conv1Filters, int conv1Kernel, int conv1Stride, int kernel, int stride, int outChannels)
    {
        const int size = 28;
        long f = conv1Filters;
        long se = Math.Max(1, f / 24);
        long middle = ((size - 1) / conv1Stride) + 1;
        long final = ((middle - 1) / stride) + 1;
        LayerCost cost = Cost(
            new DsBlockSpec
            {
                Conv1Filters = conv1Filters,
                Conv1Kernel = conv1Kernel,
                Conv1Stride = conv1Stride,
                Kernel = kernel,
                Stride = stride,
                OutChannels = outChannels,
            },
            channels, size);

        long conv1 = channels * f * conv1Kernel * conv1Kernel;
        cost.Parameters.Should().Be(
            conv1 + (2 * f)
            + (f * f) + (f * kernel * kernel) + (2 * f)
            + (f * se) + se + (se * f) + f
            + (f * outChannels) + (2 * outChannels));
        cost.Macs.Should().Be(
            (conv1 * middle * middle)
            + (f * f * middle * middle) + (f * kernel * kernel * final * final)
            + (f * se) + (se * f)
            + (f * outChannels * final * final));
    }

    [Fact]
    public void Options_that_save_are_counted()
    {
        const int f = 48;
        var block = new DsBlockSpec { Conv1Filters = f, OutChannels = 8 };
        LayerCost dense = Cost(block, 8, 14);

        (dense.Parameters - Cost(block with { Pointwise = new PointwiseSpec { Rank = 12 } }, 8, 14).Parameters)
            .Should().Be((f * f) - (2 * f * 12));
        (dense.Parameters - Cost(block with { Pointwise = new PointwiseSpec { Groups = 4 } }, 8, 14).Parameters)
            .Should().Be((f * f) - (f * f / 4));
        (dense.Parameters - Cost(block with { Pointwise = null }, 8, 14).Parameters).Should().Be(f * f);
        (dense.Macs - Cost(block with { Pointwise = null }, 8, 14).Macs).Should().Be(f * f * 14 * 14);
        (dense.Parameters - Cost(block with { SqueezeExcite = null }, 8, 14).Parameters).Should().Be((2 * f * 2) + 2 + f);
        Cost(block with { Residual = true }, 8, 14).Should().BeEquivalentTo(dense);
    }

    [Theory]
    [InlineData(false, false, 1728)]
    [InlineData(true, false, 1728 + 64)]
    [InlineData(false, true, 1728 + 128)]
    [InlineData(true, true, 1728 + 64 + 128)]
    public void A_convolution_is_counted_with_its_bias_and_batch_norm(bool bias, bool batchNorm, long parameters)
    {
        LayerCost cost = Cost(new ConvSpec { Filters = 64, Bias = bias, BatchNorm = batchNorm, Stride = 2 }, 3, 28);

        cost.Parameters.Should().Be(parameters);
        cost.Macs.Should().Be(3 * 64 * 9 * 14 * 14);
    }

    [Fact]
    public void A_fully_connected_layer_costs_inputs_times_units()
    {
        LayerCost cost = Cost(new FullyConnectedSpec { Units = 10 }, 8, 14);

        cost.Type.Should().Be("fullyConnected");
        cost.Output.Should().Be(TensorShape.Vector(10));
        cost.Parameters.Should().Be((8 * 14 * 14 * 10) + 10);
        cost.Macs.Should().Be(8 * 14 * 14 * 10);
    }

    [Fact]
    public void VGG16_costs_what_its_authors_say()
    {
        ModelCost cost = Presets.Vgg16().Cost;

        cost.Parameters.Should().Be(138_357_544);
        (cost.Macs / 1e9).Should().BeApproximately(15.470, 0.0005);
        cost.Float32Bytes.Should().Be(4L * 138_357_544).And.BeGreaterThan(500_000_000, "the patent calls it over 500 MB");
        (cost.Flops / 1e9).Should().BeApproximately(30.9, 0.05, "the patent's figure");
    }

    [Fact]
    public void Networks_of_DS_blocks_cost_what_was_counted_in_PyTorch_and_by_hand()
    {
        Models.Small28().Cost.Parameters.Should().Be(168_277);
        Models.Small28().Cost.Macs.Should().Be(1_655_872 + 9_051_264 + 5_674_752 + 5_089_104 + 3_873_840 + 400);
        Models.B0Like().Cost.Parameters.Should().Be(11_437_213);
    }

    [Fact]
    public void Stored_numbers_are_parameters_and_running_statistics()
    {
        const int batchNormChannels = (32 + 32 + 16) + (96 + 96 + 24) + (144 + 144 + 24) + (144 + 144 + 40) + (240 + 240 + 40);
        ModelCost cost = Models.Small28().Cost;

        cost.Int8Bytes.Should().Be(168_277 + (2 * batchNormChannels));
        cost.Float16Bytes.Should().Be(2 * cost.Int8Bytes);
        cost.Float32Bytes.Should().Be(4 * cost.Int8Bytes);
    }

    [Fact]
    public void The_other_convention_counts_two_for_every_element_of_a_batch_norm()
    {
        LayerCost cost = Cost(new DsBlockSpec { Conv1Filters = 48, OutChannels = 8, Stride = 2 }, 8, 14);

        (cost.MacsWithBatchNorm - cost.Macs).Should().Be(2 * ((48 * 14 * 14) + (48 * 7 * 7) + (8 * 7 * 7)));
        Cost(new ConvSpec { Filters = 8, BatchNorm = false }, 8, 14).BatchNormMacs.Should().Be(0);
    }

    [Fact]
    public void Most_activations_are_alive_where_an_operations_input_and_output_are_largest()
    {
        // The second block's 1x1 convolution reads and writes 96 x 28 x 28.
        Models.Small28().Cost.PeakActivationElements.Should().Be(2 * 96 * 28 * 28);
        Models.Small28().Cost.PeakActivationBytes.Should().Be(4 * 2 * 96 * 28 * 28);
    }

    [Fact]
    public void A_residual_keeps_the_blocks_input_alive()
    {
        var block = new DsBlockSpec { Conv1Filters = 48, OutChannels = 8 };

        Peak(block).Should().Be(2 * 48 * 14 * 14);
        Peak(block with { Residual = true }).Should().Be((2 * 48 * 14 * 14) + (8 * 14 * 14));

        static long Peak(DsBlockSpec block) => new ModelSpec(new InputSpec(8, 14, 14), [block]).Cost.PeakActivationElements;
    }

    [Fact]
    public void Totals_are_the_sums_of_the_layers_and_two_FLOP_are_one_MAC()
    {
        ModelSpec spec = Models.Small28();
        ModelCost cost = spec.Cost;

        cost.Name.Should().Be("small28");
        cost.Input.Should().Be(TensorShape.Map(1, 28, 28));
        cost.Layers.Should().HaveCount(spec.Layers.Length);
        cost.Layers.Select(l => l.Type).Should().Equal(
            "dsBlock", "dsBlock", "dsBlock", "dsBlock", "dsBlock", "globalAveragePool", "fullyConnected", "softmax");
        cost.Layers[3].Output.Should().Be(TensorShape.Map(40, 7, 7));
        cost.Parameters.Should().Be(cost.Layers.Sum(l => l.Parameters));
        cost.Macs.Should().Be(cost.Layers.Sum(l => l.Macs));
        cost.Flops.Should().Be(2 * cost.Macs);
        cost.Float32Bytes.Should().Be(4 * spec.Weights.Sum(w => w.Elements));
    }

    private static LayerCost Cost(LayerSpec layer, int channels, int size) =>
        new ModelSpec(new InputSpec(channels, size, size), [layer]).Cost.Layers[0];
}
