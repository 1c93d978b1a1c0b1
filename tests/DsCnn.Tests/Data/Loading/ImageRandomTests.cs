namespace DsCnn.Tests;

public sealed class ImageRandomTests
{
    [Fact]
    public void Started_anew_every_kind_of_number_comes_again()
    {
        var random = new ImageRandom();
        object[] first = Draw(random);
        Draw(random).Should().NotEqual(first);
        random.Next();
        Draw(random, restart: true).Should().Equal(Draw(random, restart: true));

        static object[] Draw(ImageRandom random, bool restart = false)
        {
            if (restart)
                random.Restart(1, 2, 3);
            byte[] bytes = new byte[11];
            random.NextBytes(bytes);
            return
            [
                random.Next(), random.Next(100), random.Next(-5, 1000), random.NextInt64(), random.NextInt64(1L << 40), random.NextInt64(-9, 1L << 50),
                random.NextDouble(), random.NextSingle(), Convert.ToHexString(bytes),
            ];
        }
    }

    [Fact]
    public void Neighboring_images_epochs_and_seeds_have_unrelated_numbers()
    {
        var random = new ImageRandom();
        double[] Draws(Func<int, (int Seed, int Epoch, long Stream)> of) => [.. Enumerable.Range(0, 4000).Select(i =>
        {
            (int seed, int epoch, long stream) = of(i);
            random.Restart(seed, epoch, stream);
            return random.NextDouble();
        })];

        foreach (double[] draws in new[] { Draws(i => (i, 1, 0)), Draws(i => (0, i, 0)), Draws(i => (0, 1, i)), Draws(i => (-i, i, -i)) })
        {
            draws.Average().Should().BeApproximately(0.5, 0.02);
            draws.Zip(draws.Skip(1)).Average(p => (p.First - 0.5) * (p.Second - 0.5) * 12).Should().BeApproximately(0, 0.07);
        }
    }

    [Fact]
    public void Numbers_are_spread_evenly_over_their_range()
    {
        var random = new ImageRandom();
        random.Restart(1, 1, 1);
        int[] counts = new int[7];
        byte[] bytes = new byte[70_000];
        for (int i = 0; i < 7000; i++)
            counts[random.Next(-3, 4) + 3]++;
        random.NextBytes(bytes);

        counts.Should().OnlyContain(c => c > 880 && c < 1120);
        bytes.Average(b => (double)b).Should().BeApproximately(127.5, 1.2);
        Enumerable.Range(0, 1000).Select(_ => random.NextSingle()).Should().OnlyContain(s => s >= 0 && s < 1);
    }

    [Fact]
    public void Impossible_ranges_are_refused()
    {
        var random = new ImageRandom();
        ((Action)(() => random.Next(-1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => random.Next(2, 1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => random.NextInt64(-1))).Should().Throw<ArgumentOutOfRangeException>();
        ((Action)(() => random.NextInt64(2, 1))).Should().Throw<ArgumentOutOfRangeException>();
    }
}
