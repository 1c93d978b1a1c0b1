namespace DsCnn.Core.Tests;

public sealed class ConfidenceIntervalTests
{
    // Newcombe 1998, table I, method 3 (Wilson without continuity correction).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void It_is_the_published_interval(int successes, int trials, double low, double high)
    {
        ConfidenceInterval interval = ConfidenceInterval.Wilson(successes, trials);
        interval.Low.Should().BeApproximately(low, 5e-5);
        interval.High.Should().BeApproximately(high, 5e-5);
    }

    [Fact]
    public void All_right_leaves_room_below_and_none_above()
    {
        ConfidenceInterval interval = ConfidenceInterval.Wilson(10, 10);
        interval.Low.Should().BeApproximately(1 / (1 + (1.959963984540054 * 1.959963984540054 / 10)), 1e-12);
        interval.High.Should().Be(1);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Impossible_counts_are_refused(int successes, int trials) =>
        FluentActions.Invoking(() => ConfidenceInterval.Wilson(successes, trials)).Should().Throw<ArgumentOutOfRangeException>();
}
