namespace DsCnn.Tests;

public sealed class ChannelSurgeryTests
{
    [Fact]
    public void Groups_are_the_numbers_in_the_spec_and_what_must_equal_them()
    {
        IReadOnlyList<ChannelGroup> groups = Networks.Mixed().ChannelGroups();

        groups.Select(group => (group.Name, group.Width, group.Sets.Length, group.Obstacle)).Should().BeEquivalentTo(new (string, int, int, string?)[]
        {
            ("layers.0 outputs", 6, 1, null),
            ("layers.1 hidden", 12, 2, null),
            ("layers.1 SE", 1, 1, null),
            ("layers.1, 2, 3 outputs", 8, 1, null),
            ("layers.2 hidden", 24, 2, null),
            ("layers.2 SE", 3, 1, null),
            ("layers.3 hidden", 16, 1, null),
            ("layers.3 SE", 1, 1, null),
            ("layers.4 outputs", 10, 1, null),
            ("layers.5 hidden", 20, 2, null),
            ("layers.5 SE", 1, 1, null),
            ("layers.5 outputs", 6, 1, null),
            ("layers.6 units", 12, 1, null),
            ("layers.7 units", 4, 1, "they are the outputs of the network"),
        });
        groups.Select(group => group.Kind).Distinct().Should().BeEquivalentTo(
            [ChannelKinds.Hidden, ChannelKinds.SqueezeExcite, ChannelKinds.Outputs, ChannelKinds.Units]);
    }

    [Fact]
    public void A_block_without_Conv_1_but_with_a_1x1_ties_its_hidden_channels_to_its_input()
    {
        var spec = new ModelSpec(new InputSpec(1, 8, 8), [new ConvSpec { Filters = 6 }, new DsBlockSpec { Conv1Filters = null, OutChannels = 4 }, new FullyConnectedSpec { Units = 2 }]);

        ChannelGroup group = Networks.Group(spec, "layers.0 outputs");

        group.Sets.Should().HaveCount(2);
        spec.WithWidths([(group, 5)]).Plan.Layers[1].Weights.Single(w => w.Name == "layers.1.pointwise.weight").Dimensions.Should().Equal(5, 5, 1, 1);
    }

    [Fact]
    public void A_grouped_1x1_stands_in_the_way()
    {
        var spec = new ModelSpec(
            new InputSpec(1, 8, 8), [new DsBlockSpec { Conv1Filters = 12, OutChannels = 4, Pointwise = new() { Groups = 4 } }, new FullyConnectedSpec { Units = 2 }]);
        ChannelGroup group = Networks.Group(spec, "layers.0 hidden");

        group.Obstacle.Should().Be("the 1x1 of layers.0 has 4 groups");
        var model = new ModelFile(spec, Models.CountingWeights(spec));
        FluentActions.Invoking(() => model.KeepChannels(new KeptChannels(group, [[0], [0]]))).Should().ThrowExactly<ArgumentException>()
            .WithMessage("layers.0 hidden cannot lose channels: the 1x1 of layers.0 has 4 groups.*");
    }

    [Fact]
    public void Removing_hidden_channels_takes_rows_and_columns_out_of_every_tensor()
    {
        ModelSpec spec = new(new InputSpec(2, 4, 4), [new DsBlockSpec { Conv1Filters = 4, OutChannels = 3, SqueezeExcite = new() { Filters = 2 } }, new FullyConnectedSpec { Units = 2 }]);
        var model = new ModelFile(spec, Models.CountingWeights(spec)) { Labels = ["a", "b"], Preprocessing = new Preprocessing([0, 0], [1, 1]) };

        // Filters 1 and 3 of Conv_1, outputs 0 and 2 of the 1x1.
        ModelFile pruned = model.KeepChannels(new KeptChannels(Networks.Group(spec, "layers.0 hidden"), [[3, 1], [0, 2]]));

        ((DsBlockSpec)pruned.Spec.Layers[0]).Conv1Filters.Should().Be(2);
        ((DsBlockSpec)pruned.Spec.Layers[0]).SqueezeExcite!.Filters.Should().Be(2);
        pruned.Labels.Should().Equal("a", "b");
        pruned.Preprocessing.Should().Be(model.Preprocessing);
        Of("conv_1.weight").Should().Equal(Take("conv_1.weight", 2, 3, 6, 7));
        Of("bn_1.running_var").Should().Equal(Take("bn_1.running_var", 1, 3));
        Of("pointwise.weight").Should().Equal(Take("pointwise.weight", 1, 3, 9, 11));
        Of("depthwise.weight").Should().Equal(Take("depthwise.weight", [.. Enumerable.Range(0, 9), .. Enumerable.Range(18, 9)]));
        Of("bn_2.bias").Should().Equal(Take("bn_2.bias", 0, 2));
        Of("se.reduce_conv.weight").Should().Equal(Take("se.reduce_conv.weight", 0, 2, 4, 6));
        Of("se.reduce_conv.bias").Should().Equal(Take("se.reduce_conv.bias", 0, 1));
        Of("se.expand_conv.weight").Should().Equal(Take("se.expand_conv.weight", 0, 1, 4, 5));
        Of("se.expand_conv.bias").Should().Equal(Take("se.expand_conv.bias", 0, 2));
        Of("conv_2.weight").Should().Equal(Take("conv_2.weight", 0, 2, 4, 6, 8, 10));
        Of("bn_3.weight").Should().Equal(Take("bn_3.weight", 0, 1, 2));

        float[] Of(string name) => pruned.Weights[$"layers.0.{name}"].ToFloats();
        IEnumerable<float> Take(string name, params int[] places) => places.Select(place => model.Weights[$"layers.0.{name}"].ToFloats()[place]);
    }

    [Fact]
    public void A_flattened_map_loses_all_pixels_of_a_channel()
    {
        ModelSpec spec = new(new InputSpec(1, 2, 1), [new ConvSpec { Filters = 3, Kernel = 1 }, new FullyConnectedSpec { Units = 2 }]);
        var model = new ModelFile(spec, Models.CountingWeights(spec));

        ModelFile pruned = model.KeepChannels(new KeptChannels(Networks.Group(spec, "layers.0 outputs"), [[0, 2]]));

        float first = model.Weights["layers.1.weight"].ToFloats()[0];
        pruned.Weights["layers.1.weight"].ToFloats().Should().Equal(new[] { 0, 1, 4, 5, 6, 7, 10, 11 }.Select(i => first + i));
    }

    [Fact]
    public void Keeping_everything_changes_nothing()
    {
        ModelSpec spec = Networks.Mixed();
        var model = new ModelFile(spec, Models.CountingWeights(spec));

        ModelFile same = model.KeepChannels([.. spec.ChannelGroups()
            .Where(group => group.Obstacle is null)
            .Select(group => new KeptChannels(group, group.Sets.Select(_ => Enumerable.Range(0, group.Width))))]);

        same.Spec.Should().Be(spec);
        same.Weights.Should().OnlyContain(w => w.Value.ToFloats().SequenceEqual(model.Weights[w.Key].ToFloats()));
    }

    [Fact]
    public void Folded_networks_lose_the_entries_of_their_biases_too()
    {
        ModelSpec spec = Networks.Mixed() with { BatchNorm = null };
        var model = new ModelFile(spec, Models.CountingWeights(spec));

        ModelFile pruned = model.KeepChannels(new KeptChannels(Networks.Group(spec, "layers.1 hidden"), [[0, 5], [1, 2]]));

        float[] bias = model.Weights["layers.1.conv_1.bias"].ToFloats();
        pruned.Weights["layers.1.conv_1.bias"].ToFloats().Should().Equal(bias[0], bias[5]);
    }

    [Fact]
    public void Quantized_networks_are_refused()
    {
        ModelSpec spec = Networks.Mixed() with { BatchNorm = null };
        ModelFile model = new(spec, Models.CountingWeights(spec)) { Quantization = new QuantizationSpec { Activations = [], Weights = [] } };

        const string message = "mixed is quantized, and its scales would no longer fit. Make it smaller first, then quantize it.*";
        FluentActions.Invoking(() => model.KeepChannels()).Should().ThrowExactly<ArgumentException>().WithMessage(message);
        FluentActions.Invoking(() => model.Factorize()).Should().ThrowExactly<ArgumentException>().WithMessage(message);
        FluentActions.Invoking(() => model.ShareWeights()).Should().ThrowExactly<ArgumentException>().WithMessage(message);
    }

    [Theory]
    [InlineData(new int[0], new int[0], "layers.1 hidden must keep as many channels of each set, at least one. Received: 0 and 0.*")]
    [InlineData(new[] { 1, 2 }, new[] { 1 }, "layers.1 hidden must keep as many channels of each set, at least one. Received: 2 and 1.*")]
    [InlineData(new[] { 1, 12 }, new[] { 1, 2 }, "layers.1 hidden has the channels 0 to 11, each once. Received: 1, 12.*")]
    [InlineData(new[] { 1, 1 }, new[] { 1, 2 }, "layers.1 hidden has the channels 0 to 11, each once. Received: 1, 1.*")]
    public void Impossible_choices_are_refused(int[] first, int[] second, string message) =>
        FluentActions.Invoking(() => new KeptChannels(Networks.Group(Networks.Mixed(), "layers.1 hidden"), [first, second]))
            .Should().ThrowExactly<ArgumentException>().WithMessage(message);
}
