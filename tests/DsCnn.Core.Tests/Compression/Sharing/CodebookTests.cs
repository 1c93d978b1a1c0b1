namespace DsCnn.Tests;

public sealed class CodebookTests
{
    [Fact]
    public void Clusters_that_lie_apart_become_their_means() =>
        Codebook.Fit([-1.1f, 10, -0.9f, 11, 12, -1], 2).Should().Equal(new[] { -1.0, 11.0 }, (a, b) => Math.Abs(a - b) < 1e-7);

    [Fact]
    public void Few_numbers_are_kept_as_they_are() => Codebook.Fit([3, 1, 3, 2], 4).Should().Equal(1, 2, 3);

    [Fact]
    public void Each_value_is_the_mean_of_the_numbers_nearest_to_it()
    {
        var random = new Random(1);
        float[] numbers = [.. Enumerable.Range(0, 2000).Select(_ => (float)(random.NextDouble() + random.NextDouble()))];

        double[] centers = Codebook.Fit(numbers, 8);

        ILookup<double, float> clusters = numbers.ToLookup(number => centers.MinBy(center => Math.Abs(center - number)));
        foreach (double center in centers)
            clusters[center].Average(number => (double)number).Should().BeApproximately(center, 1e-6);
        numbers.Should().OnlyContain(number => centers[Codebook.Nearest(centers, number)] == centers.MinBy(center => Math.Abs(center - number)));
    }
}
