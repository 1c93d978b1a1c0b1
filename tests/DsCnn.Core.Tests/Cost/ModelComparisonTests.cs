namespace DsCnn.Tests;

public sealed class ModelComparisonTests
{
    [Fact]
    public void EfficientNet_B0_against_VGG16_by_their_published_numbers()
    {
        var comparison = new ModelComparison([Presets.Find("efficientnet-b0").ToSpec().Cost]);

        comparison.Baseline.Name.Should().Be("vgg16");
        comparison.Models.Select(m => m.Cost.Name).Should().Equal("efficientnet-b0", "vgg16");
        // torchvision's tables: 5,288,548 and 138,357,544 parameters, 0.386 and 15.470 GMAC.
        CostRatios ratios = comparison.Models[0].Ratios;
        ratios.Parameters.Should().BeApproximately(138_357_544.0 / 5_288_548, 1e-9);
        ratios.Macs.Should().BeApproximately(15.470 / 0.386, 0.1);
        comparison.Models[1].Ratios.Should().BeEquivalentTo(new CostRatios(1, 1, 1, 1));
    }

    [Fact]
    public void The_baseline_stays_where_it_is_among_the_models()
    {
        ModelSpec spec = Models.Small28();

        var comparison = new ModelComparison([spec.Cost, Presets.Vgg16().Cost], baseline: spec.Cost);

        comparison.Models.Select(m => m.Cost.Name).Should().Equal("small28", "vgg16");
        // 168,277 over 138,357,544.
        comparison.Models[1].Ratios.Parameters.Should().BeApproximately(0.0012162, 1e-6);
    }

    [Fact]
    public void Networks_without_weights_have_ratios()
    {
        ModelCost nothing = new ModelSpec(new InputSpec(1, 8, 8), [new GlobalMaxPoolSpec()]).Cost;

        CostRatios.Of(nothing, Models.Linear().Cost).Parameters.Should().Be(9, "2 x 3 weights and 3 biases, over 0 that counts as 1");
        CostRatios.Of(nothing, nothing).Macs.Should().Be(1);
    }

    [Fact]
    public void A_baseline_that_is_compared_already_is_not_repeated()
    {
        new ModelComparison([Presets.Vgg16().Cost]).Models.Should().ContainSingle();
        new ModelComparison([Models.Small28().Cost], Models.Small28().Cost).Models.Should().ContainSingle();
        new ModelComparison([(Models.Small28() with { Name = "other" }).Cost], Models.Small28().Cost).Models.Should().HaveCount(2);
    }

    [Fact]
    public void No_models_are_refused() =>
        FluentActions.Invoking(() => new ModelComparison([])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("a comparison needs at least one model beside its baseline. Received: none. (Parameter 'models')");

    [Fact]
    public void Null_among_the_models_is_refused() =>
        FluentActions.Invoking(() => new ModelComparison([Models.Linear().Cost, null!])).Should().ThrowExactly<ArgumentException>()
            .WithMessage("a model must not be null. Received: null at index 1. (Parameter 'models')");
}
