namespace DsCnn.Tests;

public sealed class RankPlannerTests
{
    private static readonly ModelSpec _spec = Models.Small28();

    [Fact]
    public void The_least_rank_that_keeps_the_energy_is_chosen()
    {
        var spectrum = new LayerSpectrum { Layer = Layer("layers.1.pointwise"), Energies = [8, 4, 2, 1, 1] };

        spectrum.RankFor(0.5).Should().Be(1);
        spectrum.RankFor(0.75).Should().Be(2);
        spectrum.RankFor(0.76).Should().Be(3);
        spectrum.RankFor(1).Should().Be(5);
        spectrum.Kept(3).Should().Be(14.0 / 16);
    }

    [Fact]
    public void Only_where_it_saves()
    {
        // 96 x 96 saves up to rank 47; 96 x 16 needs one below 14.
        RankPlan plan = RankPlanner.Plan(_spec, [Flat("layers.1.pointwise", 20), Flat("layers.1.conv_1", 14), Flat("layers.2.pointwise", 100)], new LowRankOptions { Energy = 1 });

        plan.Ranks.Select(choice => (choice.Layer.Name, choice.Rank)).Should().Equal(("layers.1.pointwise", 20));
        plan.Skipped.Should().ContainEquivalentOf(new SkippedLayer { Name = "layers.2.pointwise", Reason = "the rank it needs saves nothing" })
            .And.ContainEquivalentOf(new SkippedLayer { Name = "layers.0.pointwise", Reason = "its outputs were not measured" });
        plan.Spec.Cost.Parameters.Should().Be(_spec.Cost.Parameters - ((96 * 96) - (20 * 192)));
        Layer("layers.1.pointwise").LargestSavingRank.Should().Be(47);
    }

    [Fact]
    public void A_budget_gives_all_layers_the_same_share()
    {
        LayerSpectrum[] spectra = [.. _spec.LinearLayers().Select(layer => Flat(layer.Name, Math.Min(layer.Inputs, layer.Outputs)))];

        RankPlan plan = RankPlanner.Plan(_spec, spectra, new LowRankOptions { Budget = new Budget { MaxParameters = 80_000 } });

        plan.Spec.Cost.Parameters.Should().BeInRange(75_000, 80_000);
        plan.Ranks.Where(choice => choice.Layer.Part == LinearPart.Pointwise).Select(choice => choice.Kept).Should().OnlyContain(kept => kept < 0.5);
    }

    [Fact]
    public void Ranks_are_multiples() =>
        RankPlanner.Plan(_spec, [Flat("layers.1.pointwise", 20)], new LowRankOptions { Energy = 0.5, Multiple = 8 }).Ranks.Should().ContainSingle().Which.Rank.Should().Be(16);

    [Fact]
    public void Impossible_demands_are_refused()
    {
        FluentActions.Invoking(() => new LowRankOptions { Energy = 0 }).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage("Energy must be above 0 and at most 1: a rank of 0 keeps nothing. Received: 0.*");
        FluentActions.Invoking(() => RankPlanner.Plan(_spec, [], new LowRankOptions())).Should().ThrowExactly<ArgumentException>()
            .WithMessage("Expected an Energy or a Budget with at least one limit, to say how far layers are factorized. Received: none.*");
        FluentActions.Invoking(() => RankPlanner.Plan(_spec, [], new LowRankOptions { Budget = new Budget { MaxParameters = 100 } })).Should().ThrowExactly<ArgumentException>()
            .WithMessage("small28 cannot become small enough by low ranks: with the lowest ones it still has 168,277 parameters, *");
        FluentActions.Invoking(() => new LayerSpectrum { Layer = Layer("layers.1.pointwise"), Energies = [1, 2] }).Should().ThrowExactly<ArgumentException>();
    }

    private static LinearLayer Layer(string name) => _spec.LinearLayers().Single(layer => layer.Name == name);

    private static LayerSpectrum Flat(string name, int directions) => new() { Layer = Layer(name), Energies = [.. Enumerable.Repeat(1.0, directions)] };
}
