namespace DsCnn.Tests;

public sealed class ModelSpecTests
{
    private static readonly InputSpec _input = new(1, 28, 28);

    [Fact]
    public void A_list_of_more_layers_than_any_network_has_is_refused_early()
    {
        IEnumerable<LayerSpec> endless = Enumerable.Repeat<LayerSpec>(new DropoutSpec { Rate = 0.5 }, int.MaxValue);
        ((Action)(() => _ = new ModelSpec(new InputSpec(1, 1, 1), endless))).Should().Throw<InvalidSpecException>()
            .WithMessage("layers[10000]: a model has at most 10000 layers.");
    }

    [Fact]
    public void Specs_that_describe_the_same_network_are_equal()
    {
        ModelSpec spec = ExampleText.Spec();
        ModelSpec same = ExampleText.Spec();

        same.Should().Be(spec).And.NotBeSameAs(spec);
        (same == spec).Should().BeTrue();
        same.GetHashCode().Should().Be(spec.GetHashCode());
        new HashSet<ModelSpec> { spec, same }.Should().ContainSingle();
    }

    [Fact]
    public void Any_difference_makes_specs_unequal()
    {
        ModelSpec spec = ExampleText.Spec();

        spec.Should().NotBe(spec with { Name = "other" });
        spec.Should().NotBe(spec with { BatchNorm = new BatchNormSpec { Momentum = 0.2 } });
        spec.Should().NotBe(spec.WithInput(new InputSpec(1, 28, 30)));
        spec.Should().NotBe(spec.WithLayers(spec.Layers.SetItem(4, new DropoutSpec { Rate = 0.3 })));
        spec.Should().NotBe(spec.WithLayers(spec.Layers.RemoveAt(6)));
        spec.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void A_default_spelled_out_equals_the_default_left_out()
    {
        var leftOut = new ModelSpec(_input, [new DsBlockSpec { Conv1Filters = 96, OutChannels = 4 }, new MaxPoolSpec { Kernel = 3 }]);
        var spelledout = new ModelSpec(
            _input,
            [
                new DsBlockSpec { Conv1Filters = 96, OutChannels = 4, SqueezeExcite = new SqueezeExciteSpec { Filters = 4 } },
                new MaxPoolSpec { Kernel = 3, Stride = 3 },
            ]);

        leftOut.Should().Be(spelledout);
        leftOut.GetHashCode().Should().Be(spelledout.GetHashCode());
    }

    [Fact]
    public void A_spec_has_a_name_and_PyTorchs_batch_norm_unless_told()
    {
        var spec = new ModelSpec(_input, [new GlobalMaxPoolSpec(), new SoftmaxSpec()]);

        spec.Name.Should().Be("model");
        spec.BatchNorm.Should().Be(new BatchNormSpec { Epsilon = 1e-5, Momentum = 0.1 });
        spec.Head.Should().Be(Head.Softmax);
        spec.Output.Should().Be(TensorShape.Vector(1));
    }

    [Fact]
    public void A_spec_may_end_anywhere()
    {
        var spec = new ModelSpec(_input, [new ConvSpec { Filters = 8, Stride = 2 }]);

        spec.Head.Should().Be(Head.None);
        spec.Output.Should().Be(TensorShape.Map(8, 14, 14));
    }

    [Fact]
    public void With_layers_and_with_input_keep_the_rest()
    {
        ModelSpec spec = ExampleText.Spec() with { BatchNorm = new BatchNormSpec { Epsilon = 1e-3 } };

        ModelSpec shorter = spec.WithLayers([new ConvSpec { Filters = 8 }]);
        ModelSpec larger = spec.WithInput(new InputSpec(3, 64, 48));

        shorter.Should().Match<ModelSpec>(s => s.Name == "fashion" && s.BatchNorm!.Epsilon == 1e-3 && s.Input == spec.Input);
        shorter.Layers.Should().ContainSingle();
        larger.Should().Match<ModelSpec>(s => s.Name == "fashion" && s.BatchNorm!.Epsilon == 1e-3 && s.Input.Width == 48);
        larger.Layers.Should().Equal(spec.Layers);
        larger.Plan.Layers[2].Output.Shape.Should().Be(TensorShape.Map(64, 32, 24));
    }

    [Fact]
    public void Folding_and_unfolding_batch_norms_changes_the_plans_and_nothing_else()
    {
        ModelSpec spec = ExampleText.Spec();

        ModelSpec folded = spec with { BatchNorm = null };
        ModelSpec larger = folded.WithInput(new InputSpec(1, 56, 56));
        ModelSpec again = folded with { BatchNorm = new BatchNormSpec() };

        folded.Should().NotBe(spec);
        folded.Layers.Should().Equal(spec.Layers);
        folded.Plan.Layers.Select(p => p.Output.Shape).Should().Equal(spec.Plan.Layers.Select(p => p.Output.Shape));
        folded.Weights.Should().NotContain(w => !w.IsParameter || w.Name.Contains("bn"));
        larger.BatchNorm.Should().BeNull();
        larger.Weights.Should().BeEquivalentTo(folded.Weights, options => options.WithStrictOrdering());
        again.Should().Be(spec);
        again.Weights.Should().BeEquivalentTo(spec.Weights, options => options.WithStrictOrdering());
    }

    [Fact]
    public void A_head_is_exchanged_without_touching_the_weights()
    {
        ModelSpec softmax = Presets.Find("ds-pico").ToSpec(7);

        ModelSpec sigmoid = softmax.WithHead(Head.Sigmoid);

        sigmoid.Head.Should().Be(Head.Sigmoid);
        sigmoid.Layers[^1].Should().Be(new SigmoidSpec());
        sigmoid.Layers.Should().HaveSameCount(softmax.Layers);
        sigmoid.Weights.Should().BeEquivalentTo(softmax.Weights, options => options.WithStrictOrdering());
        sigmoid.Cost.Parameters.Should().Be(softmax.Cost.Parameters);
        sigmoid.WithHead(Head.Softmax).Should().Be(softmax);
        sigmoid.WithHead(Head.Sigmoid).Should().Be(sigmoid);
        sigmoid.WithClasses(9).Output.Should().Be(TensorShape.Vector(9));
        sigmoid.WithHead(Head.None).Layers.Should().Equal(softmax.Layers.SkipLast(1));
        ModelSpec.FromJson(sigmoid.ToJson()).Should().Be(sigmoid);
        sigmoid.ToJson().Should().EndWith("""{"type":"sigmoid"}]}""");
        FluentActions.Invoking(() => new ModelSpec(_input, [new ConvSpec { Filters = 2 }]).WithHead(Head.Sigmoid))
            .Should().ThrowExactly<InvalidSpecException>().WithMessage("layers[1] (sigmoid): it needs a vector, but gets a map of 2 x 28 x 28.*");
    }

    [Fact]
    public void The_layers_are_copied()
    {
        List<LayerSpec> layers = [new ConvSpec { Filters = 8 }];
        var spec = new ModelSpec(_input, layers);

        layers.Add(new SoftmaxSpec());

        spec.Layers.Should().ContainSingle();
    }

    public static TheoryData<Refusal> Refusals =>
    [
        new("no layers", () => new ModelSpec(_input, []), "layers: a model needs at least one layer. Received: none."),
        new("a null layer", () => new ModelSpec(_input, [new MaxPoolSpec(), null!]), "layers[1]: a layer must not be null."),
        new(
            "softmax in the middle",
            () => new ModelSpec(_input, [new GlobalMaxPoolSpec(), new SoftmaxSpec(), new DropoutSpec { Rate = 0.1 }]),
            "layers[2]: softmax must be the last layer, but a dropout follows it."),
        new(
            "two heads",
            () => new ModelSpec(_input, [new GlobalMaxPoolSpec(), new SigmoidSpec(), new SoftmaxSpec()]),
            "layers[2]: sigmoid must be the last layer, but a softmax follows it."),
        new(
            "a map that is too large to flatten",
            () => new ModelSpec(new InputSpec(1 << 11, 1 << 10, 1 << 10), [new FullyConnectedSpec { Units = 1 }]),
            "layers[0] (fullyConnected): it would flatten a map of 2048 x 1024 x 1024, over 2147483647 numbers. Pool it first."),
        new(
            "a cost that overflows",
            () => new ModelSpec(new InputSpec(1 << 20, 1 << 20, 1 << 20), [new ConvSpec { Filters = 1 << 20, Kernel = 1023 }]),
            "layers: the network needs more than 2^62 parameters or multiply-accumulates. Make its layers smaller."),
        new("no name", () => ExampleText.Spec() with { Name = " " }, "Name must not be empty."),
    ];

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_impossible_model_is_refused(Refusal refusal) =>
        refusal.Attempt.Should().ThrowExactly<InvalidSpecException>().Which.Message.Should().Be(refusal.Message);

    [Fact]
    public void Null_is_refused()
    {
        FluentActions.Invoking(() => new ModelSpec(null!, [])).Should().ThrowExactly<ArgumentNullException>().WithParameterName("input");
        FluentActions.Invoking(() => new ModelSpec(_input, null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("layers");
        FluentActions.Invoking(() => ModelSpec.FromJson(null!)).Should().ThrowExactly<ArgumentNullException>().WithParameterName("json");
    }
}
