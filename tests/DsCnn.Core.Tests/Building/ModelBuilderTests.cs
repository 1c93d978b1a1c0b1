namespace DsCnn.Tests;

public sealed class ModelBuilderTests
{
    [Fact]
    public void A_first_block_without_Conv_1_is_asked_for_with_configure()
    {
        ModelSpec spec = new ModelBuilder().Input(3, 32, 32).Conv(32, stride: 2)
            .DsBlock(16, configure: block => block with { Conv1Filters = null, Pointwise = null })
            .DsBlock(24).ToSpec();

        ((DsBlockSpec)spec.Layers[1]).Conv1Filters.Should().BeNull();
        ((DsBlockSpec)spec.Layers[2]).Conv1Filters.Should().Be(6 * 16);
    }

    [Fact]
    public void Every_method_adds_its_layer_with_its_defaults() =>
        new ModelBuilder()
            .Name("all").BatchNorm(epsilon: 1e-3, momentum: 0.01)
            .Input(3, 64, 48)
            .Conv(8).DsBlock(16, conv1Filters: 32).MaxPool().AveragePool().Dropout(0.1).GlobalAveragePool().GlobalMaxPool()
            .FullyConnected(20).FullyConnected(10, Activation.Relu).Softmax()
            .ToSpec().Should().Be(new ModelSpec(
                new InputSpec(3, 64, 48),
                [
                    new ConvSpec { Filters = 8, Kernel = 3, Stride = 1, Bias = false, BatchNorm = true, Activation = Activation.Swish },
                    new DsBlockSpec { Conv1Filters = 32, OutChannels = 16 },
                    new MaxPoolSpec { Kernel = 2, Stride = 2 }, new AveragePoolSpec { Kernel = 2, Stride = 2 },
                    new DropoutSpec { Rate = 0.1 }, new GlobalAveragePoolSpec(), new GlobalMaxPoolSpec(),
                    new FullyConnectedSpec { Units = 20, Activation = Activation.None },
                    new FullyConnectedSpec { Units = 10, Activation = Activation.Relu }, new SoftmaxSpec(),
                ])
            {
                Name = "all",
                BatchNorm = new BatchNormSpec { Epsilon = 1e-3, Momentum = 0.01 },
            });

    [Fact]
    public void Arguments_reach_the_layers() =>
        Start()
            .Conv(8, kernel: 5, stride: 2, activation: Activation.Relu, configure: c => c with { Bias = true, BatchNorm = false })
            .DsBlock(16, conv1Filters: 32, conv1Kernel: 5, conv1Stride: 2, kernel: 7, stride: 1)
            .MaxPool(3, stride: 1)
            .AveragePool(3)
            .ToSpec().Layers.Should().Equal(
                new ConvSpec { Filters = 8, Kernel = 5, Stride = 2, Activation = Activation.Relu, Bias = true, BatchNorm = false },
                new DsBlockSpec
                {
                    Conv1Filters = 32,
                    Conv1Kernel = 5,
                    Conv1Stride = 2,
                    Kernel = 7,
                    OutChannels = 16,
                    SqueezeExcite = new SqueezeExciteSpec { Filters = 1 },
                },
                new MaxPoolSpec { Kernel = 3, Stride = 1 },
                new AveragePoolSpec { Kernel = 3, Stride = 3 });

    [Fact]
    public void Configure_adjusts_any_other_property()
    {
        var expected = new DsBlockSpec
        {
            Conv1Filters = 32,
            OutChannels = 8,
            Residual = true,
            DropPath = 0.1,
            Activation = Activation.Relu6,
            Pointwise = new PointwiseSpec { Rank = 4 },
            SqueezeExcite = null,
        };

        Start().Conv(8).DsBlock(8, conv1Filters: 32, residual: true, configure: block => block with
        {
            DropPath = 0.1,
            Activation = Activation.Relu6,
            Pointwise = new PointwiseSpec { Rank = 4 },
            SqueezeExcite = null,
        }).ToSpec().Layers[1].Should().Be(expected);
    }

    [Fact]
    public void A_model_without_a_name_is_called_model() => Start().Conv(8).ToSpec().Name.Should().Be("model");

    [Fact]
    public void A_second_input_before_the_layers_replaces_the_first() =>
        Start().Input(3, 32, 16).Conv(8).ToSpec().Input.Should().Be(new InputSpec(3, 32, 16));

    [Fact]
    public void Repeat_adds_the_same_layers_several_times()
    {
        Start().Conv(8).Repeat(3, b => b.Conv(4).Dropout(0.5)).ToSpec().Layers.Select(l => l.Type)
            .Should().Equal("conv", "conv", "dropout", "conv", "dropout", "conv", "dropout");
        Start().Conv(8).Repeat(0, b => b.Conv(4)).ToSpec().Layers.Should().ContainSingle();
        Start().Repeat(2, outer => outer.Conv(8).Repeat(3, inner => inner.Conv(4))).ToSpec().Layers.Should().HaveCount(8);
    }

    [Fact]
    public void Repeat_refuses_less_than_nothing()
    {
        FluentActions.Invoking(() => Start().Repeat(-1, b => b.Conv(4)))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("count");
        FluentActions.Invoking(() => Start().Repeat(1, null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("layers");
    }

    [Fact]
    public void ToSpec_gives_the_same_spec_at_every_call()
    {
        ModelBuilder builder = Start().Conv(8);

        builder.ToSpec().Should().BeSameAs(builder.ToSpec());
    }

    [Fact]
    public void After_ToSpec_the_builder_is_frozen()
    {
        ModelBuilder builder = Start().Conv(8);
        builder.ToSpec();
        Action[] changes =
        [
            () => builder.Name("x"), () => builder.Input(1, 8, 8), () => builder.BatchNorm(), () => builder.DsBlock(8, 8),
            () => builder.Conv(8), () => builder.MaxPool(), () => builder.AveragePool(), () => builder.GlobalAveragePool(),
            () => builder.GlobalMaxPool(), () => builder.Dropout(0.1), () => builder.FullyConnected(10), () => builder.Softmax(),
            () => builder.Repeat(0, _ => { }), () => builder.Add(new SoftmaxSpec()),
        ];

        foreach (Action change in changes)
        {
            change.Should().ThrowExactly<InvalidOperationException>().WithMessage(
                "This builder is frozen: ToSpec or Build was called. Start a new ModelBuilder, or derive from the spec with WithLayers.");
        }

        builder.ToSpec().Layers.Should().ContainSingle();
    }

    [Fact]
    public void A_refused_layer_leaves_the_builder_as_it_was()
    {
        ModelBuilder builder = Start().DsBlock(16, conv1Filters: 32);

        FluentActions.Invoking(() => builder.DsBlock(24, conv1Filters: 100)).Should().Throw<InvalidSpecException>();

        builder.DsBlock(24).ToSpec().Layers.OfType<DsBlockSpec>().Select(b => b.Conv1Filters).Should().Equal(32, 96);
    }

    public static TheoryData<Refusal> OutOfOrder =>
    [
        new("no input", () => new ModelBuilder().Conv(8), "Call Input(channels, height, width) before the first layer. Received: a conv first."),
        new(
            "no input before a block",
            () => new ModelBuilder().DsBlock(8, conv1Filters: 8),
            "Call Input(channels, height, width) before the first layer. Received: a dsBlock first."),
        new("nothing", () => new ModelBuilder().ToSpec(), "Call Input(channels, height, width) first: a model needs to know its images."),
        new("no layer", () => Start().ToSpec(), "Add at least one layer after Input: a model needs something to compute."),
        new("input after layers", () => Start().Conv(8).Conv(8).Input(1, 8, 8), "Input must come before the layers. Received it after 2."),
        new(
            "a layer after softmax",
            () => Start().FullyConnected(10).Softmax().Dropout(0.5),
            "Softmax must be the last layer. Received: a dropout after it."),
    ];

    [Theory]
    [MemberData(nameof(OutOfOrder))]
    public void Calls_out_of_order_are_refused(Refusal refusal) =>
        refusal.Attempt.Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Be(refusal.Message);

    public static TheoryData<Refusal> Impossible =>
    [
        new(
            "no channels", () => new ModelBuilder().Input(0, 28, 28),
            "Input: Channels must be a whole number from 1 to 1048576. Received: 0.", "Channels"),
        new(
            "no momentum", () => new ModelBuilder().BatchNorm(momentum: 0),
            "BatchNorm: Momentum must be a number above 0 and at most 1. Received: 0.", "Momentum"),
        new("no name", () => new ModelBuilder().Name(""), "name must not be empty.", "name"),
        new(
            "no units", () => Start().GlobalAveragePool().FullyConnected(0),
            "Layer 1 (FullyConnected): Units must be a whole number from 1 to 1048576. Received: 0.", "Units"),
        new(
            "even kernel", () => Start().Conv(8, kernel: 4),
            "Layer 0 (Conv): Kernel must be an odd number from 1 to 1023. Received: 4.", "Kernel"),
        new(
            "even kernel by configure", () => Start().Conv(8, configure: c => c with { Kernel = 4 }),
            "Layer 0 (Conv): Kernel must be an odd number from 1 to 1023. Received: 4.", "Kernel"),
        new(
            "certain dropout", () => Start().Dropout(1),
            "Layer 0 (Dropout): Rate must be a number of at least 0 and below 1. Received: 1.", "Rate"),
        new(
            "pool larger than the map", () => Start().MaxPool(29),
            "Layer 0 (maxPool): the map it gets is 28 x 28, smaller than its kernel 29 x 29. " +
            "Use a smaller kernel, fewer strides before it, or a larger input.",
            "Kernel"),
        new(
            "softmax over a map", () => Start().Softmax(),
            "Layer 0 (softmax): it needs a vector, but gets a map of 1 x 28 x 28. " +
            "Put a globalAveragePool or a fullyConnected layer before it."),
        new(
            "a convolution of a vector", () => Start().FullyConnected(10).Conv(8),
            "Layer 1 (conv): needs a map C x H x W, but gets a vector of 10. Put it before the fully connected layers."),
    ];

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Impossible_values_are_refused_with_their_place(Refusal refusal)
    {
        InvalidSpecException exception = refusal.Attempt.Should().ThrowExactly<InvalidSpecException>().Which;

        exception.Message.Should().Be(refusal.Message);
        exception.ParamName.Should().Be(refusal.Member);
    }

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => Start().Add(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("layer");
        FluentActions.Invoking(() => Start().Conv(8, configure: _ => null!)).Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("Layer 0 (Conv): configure must return the layer to add. Received: null.");
        FluentActions.Invoking(() => Start().DsBlock(8, conv1Filters: 8).DsBlock(8, configure: _ => null!)).Should().ThrowExactly<InvalidSpecException>()
            .WithMessage("DsBlock 2: configure must return the layer to add. Received: null.");
    }

    private static ModelBuilder Start() => new ModelBuilder().Input(1, 28, 28);
}
