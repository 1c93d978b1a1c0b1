namespace DsCnn.Tests;

public sealed class ModelSurgeryTests
{
    private static readonly ModelSpec _spec = new(new InputSpec(3, 8, 8),
        [new ConvSpec { Filters = 2 }, new GlobalAveragePoolSpec(), new DropoutSpec { Rate = 0.1 }, new FullyConnectedSpec { Units = 4 }, new SoftmaxSpec()]);

    private static readonly ModelFile _model = new(_spec, new WeightSet(_spec.Weights.Select(w => KeyValuePair.Create(
        w.Name, WeightTensor.FromFloats(w.Dimensions, [.. Enumerable.Range(1, (int)w.Elements).Select(i => (float)i)])))))
    {
        Labels = ["a", "b", "c", "d"],
        Preprocessing = new Preprocessing([0.1, 0.2, 0.3], [1, 1, 1]),
    };

    [Fact]
    public void A_new_head_is_random_within_one_over_the_root_of_its_features_and_the_body_stays()
    {
        ModelFile changed = _model.WithClasses(["x", "y"], seed: 1);

        changed.Labels.Should().Equal("x", "y");
        changed.Preprocessing.Should().Be(_model.Preprocessing);
        changed.Spec.Output.Should().Be(TensorShape.Vector(2));
        changed.Weights["layers.0.conv.weight"].ToFloats().Should().Equal(_model.Weights["layers.0.conv.weight"].ToFloats());
        float[] head = changed.Weights["layers.3.weight"].ToFloats();
        head.Should().HaveCount(4).And.OnlyHaveUniqueItems().And.OnlyContain(w => Math.Abs(w) <= 1 / Math.Sqrt(2), "the head has two features");
        changed.Weights["layers.3.bias"].ToFloats().Should().Equal(0, 0);
        _model.WithClasses(["x", "y"], seed: 1).Weights["layers.3.weight"].ToFloats().Should().Equal(head);
        _model.WithClasses(2).Labels.Should().BeNull();
    }

    [Fact]
    public void Classes_known_by_name_keep_their_rows_wherever_they_stand_and_the_others_begin_at_random()
    {
        ModelFile changed = _model.WithClasses(["new", "d", "a", "A"], seed: 1);

        // Row k of the old head holds 2k + 1 and 2k + 2, its bias k + 1.
        float[] head = changed.Weights["layers.3.weight"].ToFloats(), bias = changed.Weights["layers.3.bias"].ToFloats();
        head[2..6].Should().Equal(7, 8, 1, 2);
        bias.Should().Equal(0, 4, 1, 0);
        head[..2].Concat(head[6..]).Should().OnlyHaveUniqueItems().And.OnlyContain(w => Math.Abs(w) <= 1 / Math.Sqrt(2));
        changed.Labels.Should().Equal("new", "d", "a", "A");
        _model.WithClasses(["a", "b", "c", "d"]).Weights["layers.3.weight"].ToFloats().Should().Equal(_model.Weights["layers.3.weight"].ToFloats());
    }

    [Fact]
    public void A_network_kept_as_bytes_keeps_its_ends()
    {
        ModelSpec folded = new(new InputSpec(3, 8, 8), _spec.Layers) { Name = "bytes", BatchNorm = null };
        var model = new ModelFile(folded, new WeightSet(folded.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, new float[w.Elements])))))
        {
            Labels = ["a", "b", "c", "d"],
            Quantization = new QuantizationSpec { Activations = [], Weights = [] },
        };

        const string message = "bytes is quantized for the images and classes it has. Change the network that it was made from, or remove its Quantization first.";
        model.Invoking(m => m.WithClasses(["a"])).Should().Throw<InvalidSpecException>().WithMessage(message);
        model.Invoking(m => m.WithClasses(2)).Should().Throw<InvalidSpecException>().WithMessage(message);
        model.Invoking(m => m.WithInputChannels(1)).Should().Throw<InvalidSpecException>().WithMessage(message);
        (model with { Quantization = null }).WithClasses(["a"]).Spec.Output.Should().Be(TensorShape.Vector(1));
    }

    [Fact]
    public void A_network_without_a_head_has_no_classes_to_change()
    {
        var spec = new ModelSpec(new InputSpec(1, 4, 4), [new GlobalAveragePoolSpec()]) { Name = "pool" };
        ((Action)(() => new ModelFile(spec, new WeightSet([])).WithClasses(3))).Should().Throw<InvalidSpecException>()
            .WithMessage("layers: pool has no fully connected layer, so it has no classes to change.");
    }

    [Fact]
    public void One_channel_gets_the_sum_of_the_old_ones_weights()
    {
        ModelFile gray = _model.WithInputChannels(1);

        // Filter 0 holds 1..9 for the first channel, 10..18 for the second, 19..27 for the third.
        gray.Spec.Input.Channels.Should().Be(1);
        gray.Preprocessing.Should().BeNull();
        gray.Labels.Should().Equal(_model.Labels);
        gray.Weights["layers.0.conv.weight"].ToFloats().Take(3).Should().Equal(1 + 10 + 19, 2 + 11 + 20, 3 + 12 + 21);
    }

    [Fact]
    public void More_channels_repeat_the_old_ones_scaled_by_old_over_new()
    {
        float[] weights = _model.WithInputChannels(4).Weights["layers.0.conv.weight"].ToFloats();

        weights.Should().HaveCount(2 * 4 * 9);
        weights[0].Should().Be(1 * 0.75f);
        weights[9].Should().Be(10 * 0.75f);
        weights[27].Should().Be(1 * 0.75f, "the fourth channel repeats the first");
        weights[36].Should().Be(28 * 0.75f, "the second filter begins here");
    }

    [Fact]
    public void The_same_number_of_channels_changes_nothing() => _model.WithInputChannels(3).Should().BeSameAs(_model);

    [Fact]
    public void A_network_that_does_not_begin_with_a_convolution_keeps_its_channels()
    {
        var spec = new ModelSpec(new InputSpec(3, 4, 4), [new DsBlockSpec { Conv1Filters = null, OutChannels = 4 }]) { Name = "odd" };
        var model = new ModelFile(spec, new WeightSet(spec.Weights.Select(w => KeyValuePair.Create(w.Name, WeightTensor.FromFloats(w.Dimensions, new float[w.Elements])))));
        model.Invoking(m => m.WithInputChannels(1)).Should().Throw<InvalidSpecException>().WithMessage("odd does not begin with a convolution*");
    }

    [Theory]
    [InlineData("efficientnet-b0", 16)]
    [InlineData("vgg16", 2)]
    public void The_body_ends_before_the_head_and_strides_find_their_last_map(string preset, int stride)
    {
        ModelSpec spec = Presets.Find(preset).ToSpec();
        spec.Layers[spec.BodyLayers].Should().BeOfType<DropoutSpec>();
        spec.LayersToStride(stride).Should().BeGreaterThan(0);
        spec.Plan.Layers[spec.LayersToStride(stride) - 1].Output.Shape.Height.Should().Be(224 / stride);
        spec.Plan.Layers[spec.LayersToStride(stride)].Output.Shape.Height.Should().BeLessThan(224 / stride);
    }

    [Fact]
    public void A_stride_that_no_map_has_is_refused_with_those_there_are() =>
        ((Action)(() => Presets.Find("mobilenet-v2").ToSpec().LayersToStride(3))).Should().Throw<ArgumentException>()
            .WithMessage("mobilenet-v2 has maps of the strides 2, 4, 8, 16, 32. Received: 3.*");
}
