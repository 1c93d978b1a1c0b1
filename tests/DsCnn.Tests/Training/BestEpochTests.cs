using DsCnn.TestKit;

namespace DsCnn.Tests;

public sealed class BestEpochTests
{
    [Theory]
    [InlineData(BestBy.Accuracy, 3)]
    [InlineData(BestBy.Loss, 5)]
    public void Of_the_best_the_one_with_the_better_other_result_wins_and_then_the_first(BestBy by, int best) =>
        BestEpoch.Of(
            [Epoch(1, 0.5, 3), Epoch(2, 0.8, 2), Epoch(3, 0.8, 1), Epoch(4, 0.1, double.NaN), Epoch(5, 0.7, 0.5), Epoch(6, 0.8, 1), Epoch(7, 0.6, 0.5)], by)
            .Should().Be(best);

    [Fact]
    public void Without_validation_there_is_none() =>
        BestEpoch.Of([Epoch(1, 0.5, 3).But((nameof(EpochResult.Validation), null))], BestBy.Accuracy).Should().BeNull();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.05, 3)]
    [InlineData(0.5, 4)]
    public void Small_improvements_do_not_count(double minDelta, int without) =>
        BestEpoch.EpochsWithoutImprovement(
            [Epoch(1, 0.5, 1), Epoch(2, 0.6, 1), Epoch(3, 0.62, 1), Epoch(4, 0.64, 1), Epoch(5, 0.61, 1)], BestBy.Accuracy, minDelta).Should().Be(without);

    private static EpochResult Epoch(int number, double accuracy, double loss) => new()
    {
        Epoch = number,
        Loss = 1,
        Accuracy = 1,
        LearningRate = 1,
        Duration = TimeSpan.Zero,
        Validation = new EvaluationResult { Accuracy = accuracy, Loss = loss, Images = 1 },
    };
}
