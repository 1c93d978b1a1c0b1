namespace DsCnn.Tests;

/// <summary>Shape inference of every layer kind, against the formulas of the convolution and pooling literature.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData(28, 28, 3, 1, "24 x 28 x 28")]
    [InlineData(28, 28, 3, 2, "24 x 14 x 14")]
    [InlineData(27, 28, 3, 2, "24 x 14 x 14")]
    [InlineData(29, 27, 3, 2, "24 x 15 x 14")]
    [InlineData(28, 28, 5, 2, "24 x 14 x 14")]
    [InlineData(28, 28, 1, 2, "24 x 14 x 14")]
    [InlineData(28, 28, 1, 3, "24 x 10 x 10")]
    [InlineData(28, 31, 7, 3, "24 x 10 x 11")]
    [InlineData(3, 2, 5, 1, "24 x 3 x 2")]
    [InlineData(1, 1, 7, 1, "24 x 1 x 1")]
    [InlineData(1, 1, 3, 2, "24 x 1 x 1")]
    [InlineData(224, 224, 3, 2, "24 x 112 x 112")]
    [InlineData(5, 5, 3, 100, "24 x 1 x 1")]
    public void A_convolution_is_padded_by_half_its_kernel(int height, int width, int kernel, int stride, string expected) =>
        Output(new ConvSpec { Filters = 24, Kernel = kernel, Stride = stride }, 3, height, width).Should().Be(expected);

    [Theory]
    [InlineData(28, 28, 1, 1, 3, 1, "24 x 28 x 28")]
    [InlineData(28, 28, 3, 2, 3, 1, "24 x 14 x 14")]
    [InlineData(28, 28, 1, 1, 5, 2, "24 x 14 x 14")]
    [InlineData(29, 31, 3, 2, 5, 2, "24 x 8 x 8")]
    [InlineData(30, 33, 5, 3, 7, 2, "24 x 5 x 6")]
    [InlineData(224, 224, 3, 2, 3, 2, "24 x 56 x 56")]
    [InlineData(1, 1, 3, 2, 5, 2, "24 x 1 x 1")]
    public void A_DS_block_slides_twice(int height, int width, int conv1Kernel, int conv1Stride, int kernel, int stride, string expected) =>
        Output(
            new DsBlockSpec
            {
                Conv1Filters = 32,
                OutChannels = 24,
                Conv1Kernel = conv1Kernel,
                Conv1Stride = conv1Stride,
                Kernel = kernel,
                Stride = stride,
            },
            3, height, width).Should().Be(expected);

    [Fact]
    public void A_DS_block_without_Conv_1_has_no_stride_of_Conv_1() =>
        Output(new DsBlockSpec { Conv1Filters = null, Conv1Kernel = 3, Conv1Stride = 2, OutChannels = 24, Stride = 2 }, 3, 28, 28)
            .Should().Be("24 x 14 x 14");

    [Theory]
    [InlineData(28, 28, 2, 2, "3 x 14 x 14")]
    [InlineData(29, 27, 2, 2, "3 x 14 x 13")]
    [InlineData(28, 28, 3, 2, "3 x 13 x 13")]
    [InlineData(28, 28, 3, 1, "3 x 26 x 26")]
    [InlineData(28, 28, 3, 3, "3 x 9 x 9")]
    [InlineData(28, 28, 1, 1, "3 x 28 x 28")]
    [InlineData(28, 28, 2, 5, "3 x 6 x 6")]
    [InlineData(7, 9, 7, 7, "3 x 1 x 1")]
    public void A_pool_is_not_padded(int height, int width, int kernel, int stride, string expected)
    {
        Output(new MaxPoolSpec { Kernel = kernel, Stride = stride }, 3, height, width).Should().Be(expected);
        Output(new AveragePoolSpec { Kernel = kernel, Stride = stride }, 3, height, width).Should().Be(expected);
    }

    [Fact]
    public void A_global_pool_leaves_one_number_per_channel()
    {
        Output(new GlobalAveragePoolSpec(), 24, 7, 5).Should().Be("24 x 1 x 1");
        Output(new GlobalMaxPoolSpec(), 24, 7, 5).Should().Be("24 x 1 x 1");
    }

    [Fact]
    public void Dropout_keeps_the_shape_of_maps_and_vectors()
    {
        var dropout = new DropoutSpec { Rate = 0.5 };

        Output(dropout, 24, 7, 5).Should().Be("24 x 7 x 5");
        Outputs(24, 7, 5, new FullyConnectedSpec { Units = 10 }, dropout).Should().Equal("10", "10");
    }

    [Fact]
    public void A_fully_connected_layer_flattens_and_gives_a_vector()
    {
        LayerPlan plan = Models.Plan(new FullyConnectedSpec { Units = 10 }, 24, 7, 5);

        plan.Output.Shape.IsVector.Should().BeTrue();
        plan.Output.Shape.Should().Be(TensorShape.Vector(10));
        plan.Weights[0].Dimensions.Should().Equal(10, 24 * 7 * 5);
    }

    [Fact]
    public void A_head_gives_a_vector_of_a_vector_or_of_a_pooled_map()
    {
        foreach (LayerSpec head in new LayerSpec[] { new SoftmaxSpec(), new SigmoidSpec() })
        {
            Outputs(24, 7, 5, new GlobalAveragePoolSpec(), head).Should().Equal("24 x 1 x 1", "24");
            Outputs(24, 7, 5, new FullyConnectedSpec { Units = 10 }, head).Should().Equal("10", "10");
        }
    }

    [Fact]
    public void A_vector_takes_no_layer_that_needs_a_map()
    {
        LayerSpec[] layers =
        [
            new DsBlockSpec { Conv1Filters = 2, OutChannels = 2 }, new ConvSpec { Filters = 2 }, new MaxPoolSpec(), new AveragePoolSpec(),
            new GlobalAveragePoolSpec(), new GlobalMaxPoolSpec(),
        ];

        foreach (LayerSpec layer in layers)
        {
            FluentActions.Invoking(() => Outputs(1, 8, 8, new FullyConnectedSpec { Units = 10 }, layer))
                .Should().ThrowExactly<InvalidSpecException>()
                .Which.Message.Should().Be(
                    $"layers[1] ({layer.Type}): needs a map C x H x W, but gets a vector of 10. Put it before the fully connected layers.");
        }
    }

    [Fact]
    public void Softmax_over_a_map_is_refused() =>
        FluentActions.Invoking(() => Output(new SoftmaxSpec(), 24, 1, 2))
            .Should().ThrowExactly<InvalidSpecException>()
            .Which.Message.Should().Be(
                "layers[0] (softmax): it needs a vector, but gets a map of 24 x 1 x 2. " +
                "Put a globalAveragePool or a fullyConnected layer before it.");

    [Fact]
    public void A_network_prints_its_layers()
    {
        new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 4, Stride = 2 }, new GlobalAveragePoolSpec(), new FullyConnectedSpec { Units = 10 }]) { Name = "small" }.ToString().Should().Be(
            """
            small, 1 x 8 x 8
              conv              4 x 4 x 4
              globalAveragePool 4 x 1 x 1
              fullyConnected    10
            """);
    }

    [Fact]
    public void Shapes_tell_maps_from_vectors()
    {
        TensorShape map = TensorShape.Map(24, 1, 1);
        TensorShape vector = TensorShape.Vector(24);

        map.Should().NotBe(vector);
        map.Dimensions.Should().Equal(24, 1, 1);
        vector.Dimensions.Should().Equal(24);
        (vector.Height, vector.Width, vector.IsVector).Should().Be((1, 1, true));
        TensorShape.Map(1 << 10, 1 << 10, 1 << 10).Elements.Should().Be(1 << 30);
        FluentActions.Invoking(() => TensorShape.Map(1 << 11, 1 << 10, 1 << 10).Elements).Should().ThrowExactly<OverflowException>();
        Span<float> image = stackalloc float[TensorShape.Map(3, 4, 5).Elements];
        image.Length.Should().Be(60);
        TensorShape.Map(3, 224, 112).ToString().Should().Be("3 x 224 x 112");
        vector.ToString().Should().Be("24");
    }

    private static string Output(LayerSpec layer, int channels, int height, int width) =>
        Models.Plan(layer, channels, height, width).Output.Shape.ToString();

    private static IEnumerable<string> Outputs(int channels, int height, int width, params LayerSpec[] layers) =>
        new ModelSpec(new InputSpec(channels, height, width), layers).Plan.Layers.Select(p => p.Output.Shape.ToString());
}
