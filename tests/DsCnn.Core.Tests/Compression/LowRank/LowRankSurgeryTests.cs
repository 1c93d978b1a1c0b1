namespace DsCnn.Tests;

public sealed class LowRankSurgeryTests
{
    [Fact]
    public void Matrices_are_found_with_their_sizes_and_obstacles()
    {
        IReadOnlyList<LinearLayer> layers = Networks.Mixed().LinearLayers();

        layers.Where(l => l.Layer is 0 or 1 or 5 or 6).Select(l => (l.Name, l.Part, l.Outputs, l.Inputs, l.Positions, l.Obstacle)).Should().Equal(
            ("layers.0.conv", LinearPart.Convolution, 6, 9, 64L, null),
            ("layers.1.conv_1", LinearPart.Conv1, 12, 6, 64L, null),
            ("layers.1.pointwise", LinearPart.Pointwise, 12, 12, 64L, null),
            ("layers.1.conv_2", LinearPart.Conv2, 8, 12, 16L, null),
            ("layers.5.conv_1", LinearPart.Conv1, 20, 10, 16L, null),
            ("layers.5.pointwise.0", LinearPart.Pointwise, 5, 20, 16L, "it is of low rank already"),
            ("layers.5.conv_2", LinearPart.Conv2, 6, 20, 16L, null),
            ("layers.6", LinearPart.FullyConnected, 12, 96, 1L, null));
    }

    [Theory]
    [InlineData("layers.1.pointwise", 3, 144 - (3 * 24))]
    [InlineData("layers.1.conv_1", 2, 72 - (2 * 18))]
    [InlineData("layers.1.conv_2", 4, 96 - (4 * 20))]
    [InlineData("layers.0.conv", 2, 54 - (2 * 15))]
    [InlineData("layers.6", 5, 1152 - (5 * 109))]
    public void Factors_take_the_place_of_a_matrix(string name, int rank, int saved)
    {
        ModelSpec spec = Networks.Mixed();
        var model = new ModelFile(spec, Models.CountingWeights(spec)) { Labels = ["a", "b", "c", "d"] };
        LinearLayer layer = spec.LinearLayers().Single(l => l.Name == name);
        layer.SavedParameters(rank).Should().Be(saved);

        float[] down = [.. Enumerable.Range(0, rank * layer.Inputs).Select(i => (float)i)], up = [.. Enumerable.Range(0, rank * layer.Outputs).Select(i => -(float)i)];
        ModelFile factorized = model.Factorize(new LinearFactors(layer, rank, down, up));

        factorized.Spec.Cost.Parameters.Should().Be(spec.Cost.Parameters - saved);
        factorized.Spec.Output.Should().Be(spec.Output);
        factorized.Labels.Should().Equal(model.Labels);
        factorized.Weights.Values.Should().Contain(w => w.ToFloats().SequenceEqual(down)).And.Contain(w => w.ToFloats().SequenceEqual(up));
        ModelSpec.FromJson(factorized.Spec.ToJson()).Should().Be(factorized.Spec);
        factorized.Weights.Values.Select(w => w.ToFloats()[0]).Should().Contain(model.Weights["layers.7.bias"].ToFloats()[0], "what comes after keeps its weights");
    }

    [Fact]
    public void Savings_in_MACs_are_those_in_numbers_for_each_position()
    {
        ModelSpec spec = Networks.Mixed();
        foreach (LinearLayer layer in spec.LinearLayers().Where(l => l.Obstacle is null && l.Part != LinearPart.FullyConnected))
            spec.WithRanks([(layer, 2)]).Cost.Macs.Should().Be(spec.Cost.Macs - (layer.SavedParameters(2) * layer.Positions), layer.Name);
    }

    [Fact]
    public void A_folded_batch_norms_bias_moves_to_the_second_factor()
    {
        ModelSpec spec = Networks.Mixed() with { BatchNorm = null };
        var model = new ModelFile(spec, Models.CountingWeights(spec));
        LinearLayer[] layers = [.. spec.LinearLayers().Where(l => l.Name is "layers.1.conv_1" or "layers.0.conv")];

        ModelFile factorized = model.Factorize([.. layers.Select(l => new LinearFactors(l, 1, new float[l.Inputs], new float[l.Outputs]))]);

        factorized.Weights["layers.2.conv_1.1.bias"].ToFloats().Should().Equal(model.Weights["layers.1.conv_1.bias"].ToFloats());
        factorized.Weights["layers.1.conv.bias"].ToFloats().Should().Equal(model.Weights["layers.0.conv.bias"].ToFloats());
    }

    [Fact]
    public void Impossible_factors_are_refused()
    {
        ModelSpec spec = Networks.Mixed();
        var model = new ModelFile(spec, Models.CountingWeights(spec));
        LinearLayer layer = spec.LinearLayers()[1];

        FluentActions.Invoking(() => new LinearFactors(layer, 0, [], [])).Should().ThrowExactly<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new LinearFactors(layer, 2, new float[12], new float[12])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("layers.1.conv_1 at rank 2 has factors of 2 x 6 and 12 x 2. Received: 12 and 12 numbers.*");
        FluentActions.Invoking(() => new LinearFactors(spec.LinearLayers().Single(l => l.Obstacle is not null), 1, [], [])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("layers.5.pointwise.0 cannot be factorized: it is of low rank already.*");
        var factors = new LinearFactors(layer, 1, new float[6], new float[12]);
        FluentActions.Invoking(() => model.Factorize(factors, factors)).Should().ThrowExactly<ArgumentException>().WithMessage("layers.1.conv_1 has factors twice.*");
        ModelSpec other = Models.Small28();
        FluentActions.Invoking(() => new ModelFile(other, Models.CountingWeights(other)).Factorize(factors)).Should().ThrowExactly<ArgumentException>()
            .WithMessage("small28 has no matrix layers.1.conv_1 of 12 x 6.*");
    }

    [Fact]
    public void A_rank_for_a_Conv_1_that_is_not_there_is_refused() =>
        FluentActions.Invoking(() => Models.Plan(new DsBlockSpec { Conv1Filters = null, Conv1Rank = 2, OutChannels = 4 }))
            .Should().ThrowExactly<InvalidSpecException>().WithMessage("layers[0] (dsBlock): Conv1Rank needs Conv1Filters: without a Conv_1 there is nothing to factorize.");
}
