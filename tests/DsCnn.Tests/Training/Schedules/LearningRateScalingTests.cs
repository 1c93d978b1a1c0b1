namespace DsCnn.Tests;

public sealed class LearningRateScalingTests
{
    [Fact]
    public void Four_times_the_batch_is_four_times_the_rate_or_twice()
    {
        LearningRateScaling.Linear(0.05, from: 64, to: 256).Should().BeApproximately(0.2, 1e-12);
        LearningRateScaling.SquareRoot(0.05, from: 64, to: 256).Should().BeApproximately(0.1, 1e-12);
        ((Action)(() => LearningRateScaling.Linear(0.05, 0, 1))).Should().Throw<ArgumentOutOfRangeException>();
    }
}
