using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class LearningRateFinderTests
{
    [Fact]
    public async Task Rates_grow_by_the_same_factor_and_the_model_stays_as_it_was()
    {
        using DsCnnModel model = TinyData.Network().Build(seed: 1);
        float[] before = TrainingRunTests.Weights(model);
        LearningRateCurve curve = await LearningRateFinder.RunAsync(
            model, TinyData.Quarters(64), new TrainerOptions { BatchSize = 16 }, new LearningRateFinderOptions { From = 1e-5, To = 10, Steps = 40 });

        TrainingRunTests.Weights(model).Should().Equal(before);
        (model.Preprocessing, model.training).Should().Be((null, true));
        curve.Points.Zip(curve.Points.Skip(1), (a, b) => b.LearningRate / a.LearningRate).Should().OnlyContain(f => Math.Abs(f - Math.Pow(1e6, 1 / 40.0)) < 1e-9);
        curve.Points[0].LearningRate.Should().BeApproximately(1e-5 * Math.Pow(1e6, 0.5 / 40), 1e-12);
        curve.Suggestion.Should().BeInRange(1e-4, 1);
    }

    [Fact]
    public void The_suggestion_is_where_the_loss_falls_most_steeply()
    {
        Curve((1e-3, 2), (1e-2, 1.9), (1e-1, 1), (1, 3)).Suggestion.Should().Be(1e-1);
        Curve((1e-3, 2), (1e-2, 2.1)).Suggestion.Should().BeNull();
        Curve().Suggestion.Should().BeNull();

        static LearningRateCurve Curve(params (double Rate, double Loss)[] points) =>
            new() { Points = [.. points.Select(p => new LearningRatePoint { LearningRate = p.Rate, Loss = p.Loss })] };
    }

    [Fact]
    public async Task The_highest_rate_must_be_above_the_lowest()
    {
        using DsCnnModel model = TinyData.Network().Build();
        Func<Task> find = () => LearningRateFinder.RunAsync(model, TinyData.Quarters(64), options: new LearningRateFinderOptions { From = 0.1, To = 0.01 });
        (await find.Should().ThrowAsync<ArgumentException>()).WithMessage("To must be above From, 0.1. Received: 0.01.*");
    }
}
