namespace DsCnn.Tests;

/// <summary>Ranges chosen for distributions whose best range is known.</summary>
public sealed class CalibrationMethodTests
{
    private const int Count = 1_000_000;

    [Fact]
    public void Min_max_takes_everything() => new MinMaxCalibration().Choose(Normal(outlier: 40)).High.Should().Be(40);

    [Fact]
    public void A_percentile_cuts_the_same_share_at_both_ends()
    {
        // 2.5 % of a normal distribution lie above 1.95996 standard deviations.
        ValueRange range = new PercentileCalibration { Percent = 95 }.Choose(Normal());

        range.High.Should().BeApproximately(1.95996, 10.0 / 2048);
        range.Low.Should().BeApproximately(-1.95996, 10.0 / 2048);
    }

    [Fact]
    public void All_percent_are_the_whole_range() => new PercentileCalibration { Percent = 100 }.Choose(Normal()).Should().Be(new ValueRange(-5, 5));

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void A_percentile_that_keeps_hardly_anything_or_more_than_all_is_refused(double percentile) =>
        ((Action)(() => _ = new PercentileCalibration { Percent = percentile })).Should().ThrowExactly<ArgumentOutOfRangeException>()
            .WithMessage(FormattableString.Invariant($"Percent must be above 50 and at most 100. Received: {percentile}.") + "*");

    [Fact]
    public void The_squared_error_is_that_of_rounding()
    {
        // Rounding to steps of s is off by s^2 / 12 on average, where nothing is cut off.
        ValueHistogram uniform = Histogram(new ValueRange(-1, 1), _ => 1);
        double step = 2.0 / 255;
        (MeanSquaredErrorCalibration.ErrorOf(uniform, new ValueRange(-1, 1)) / uniform.Total).Should().BeApproximately(step * step / 12, step * step / 12 * 0.05);
        new MeanSquaredErrorCalibration().Choose(uniform).High.Should().BeApproximately(1, 0.02);
    }

    [Fact]
    public void The_best_range_of_a_normal_distribution_is_that_of_the_literature()
    {
        // Banner et al. 2019 give 3.92 standard deviations for 8 bits where a Gaussian is clipped on both sides.
        ValueRange range = new MeanSquaredErrorCalibration().Choose(Normal());
        range.High.Should().BeInRange(3.6, 4.3);
        range.Low.Should().BeInRange(-4.3, -3.6);
    }

    [Fact]
    public void Entropy_ignores_what_hardly_occurs_and_keeps_what_does()
    {
        ValueRange range = new EntropyCalibration().Choose(Normal(outlier: 40));
        range.High.Should().BeInRange(2.5, 12);

        ValueHistogram uniform = Histogram(new ValueRange(0, 1), _ => 1);
        new EntropyCalibration().Choose(uniform).High.Should().BeApproximately(1, 0.02);
    }

    [Fact]
    public void What_is_never_negative_keeps_0_as_its_end()
    {
        ValueHistogram halfNormal = Histogram(new ValueRange(0, 5), x => Math.Exp(-x * x / 2));
        foreach (CalibrationMethod method in new CalibrationMethod[] { new MinMaxCalibration(), new PercentileCalibration(), new MeanSquaredErrorCalibration(), new EntropyCalibration() })
            method.Choose(halfNormal).Low.Should().Be(0, method.ToString());
    }

    /// <summary>A normal distribution up to five standard deviations, with one number in a million far out.</summary>
    private static ValueHistogram Normal(double outlier = 5)
    {
        ValueHistogram histogram = Histogram(new ValueRange(-5, outlier), x => x <= 5 ? Math.Exp(-x * x / 2) : 0);
        float[] last = new float[ValueHistogram.Bins];
        last[^1] = 1;
        histogram.Add(last);
        return histogram;
    }

    private static ValueHistogram Histogram(ValueRange range, Func<double, double> density)
    {
        var histogram = new ValueHistogram(range);
        double[] shares = [.. Enumerable.Range(0, ValueHistogram.Bins).Select(bin => density(histogram.CenterOf(bin)))];
        double sum = shares.Sum();
        histogram.Add([.. shares.Select(share => (float)(Count * share / sum))]);
        return histogram;
    }
}
