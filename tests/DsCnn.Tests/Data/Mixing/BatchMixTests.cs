namespace DsCnn.Tests;

public sealed class BatchMixTests
{
    private static readonly InputSpec _shape = new(2, 6, 10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Mix_up_is_the_weighted_sum_of_an_image_and_the_next(bool channelsInnermost)
    {
        float[] images = Numbers(3);
        float[] mixed = [.. images];
        double weight = new MixUp { Alpha = 1 }.Apply(mixed, count: 3, Layout(channelsInnermost), new Random(1));

        weight.Should().BeInRange(0.01, 0.99);
        for (int i = 0; i < mixed.Length; i++)
            ((double)mixed[i]).Should().BeApproximately((weight * images[i]) + ((1 - weight) * images[(i + 120) % 360]), 1e-3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cut_mix_puts_one_rectangle_of_the_next_image_into_all_channels_and_weighs_by_area(bool channelsInnermost)
    {
        float[] images = Numbers(3);
        var random = new Random(2);
        for (int round = 0; round < 200; round++)
        {
            float[] mixed = [.. images];
            double weight = new CutMix().Apply(mixed, count: 3, Layout(channelsInnermost), random);

            int[] pasted = [.. Enumerable.Range(0, 360).Where(i => mixed[i] != images[i])];
            pasted.Select(i => mixed[i]).Should().Equal(pasted.Select(i => images[(i + 120) % 360]));
            (int Y, int X)[] places = [.. pasted.Select(i => channelsInnermost ? (i % 120 / 20, i % 20 / 2) : (i % 60 / 10, i % 10)).Distinct()];
            pasted.Should().HaveCount(places.Length * 2 * 3, "every channel of every image has the same rectangle");
            weight.Should().BeApproximately(1 - (places.Length / 60.0), 1e-12);
            if (places.Length > 0)
            {
                int height = places.Max(p => p.Y) - places.Min(p => p.Y) + 1;
                int width = places.Max(p => p.X) - places.Min(p => p.X) + 1;
                places.Should().HaveCount(height * width);
            }
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1e6)]
    public void Weights_have_the_mean_and_variance_of_the_beta_distribution(double alpha)
    {
        var random = new Random(3);
        double[] draws = [.. Enumerable.Range(0, 20000).Select(_ => BetaDistribution.Draw(alpha, random))];
        double variance = 0.25 / ((2 * alpha) + 1);

        draws.Should().OnlyContain(d => d >= 0 && d <= 1);
        draws.Average().Should().BeApproximately(0.5, 4 * Math.Sqrt(variance / draws.Length));
        draws.Average(d => (d - 0.5) * (d - 0.5)).Should().BeApproximately(variance, 0.05 * variance);
    }

    [Fact]
    public void Partners_labels_are_those_of_the_next_image()
    {
        long[] partners = new long[4];
        BatchMix.CopyPartners<long>([5, 6, 7, 8], partners);
        partners.Should().Equal(6, 7, 8, 5);

        long[] single = new long[1];
        BatchMix.CopyPartners<long>([3], single);
        single.Should().Equal(3);
    }

    private static ImageLayout Layout(bool channelsInnermost) => new() { Shape = _shape, ChannelsInnermost = channelsInnermost };

    private static float[] Numbers(int images) => [.. Enumerable.Range(0, images * 120).Select(i => i + (1000f * (i / 120)))];
}
