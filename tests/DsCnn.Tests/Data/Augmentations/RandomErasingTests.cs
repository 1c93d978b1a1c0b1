namespace DsCnn.Tests;

public sealed class RandomErasingTests
{
    private static readonly InputSpec _shape = new(2, 20, 30);

    [Fact]
    public void It_covers_one_rectangle_of_the_size_and_proportions_asked_for()
    {
        var erasing = new RandomErasing { Probability = 1, MinArea = 0.1, MaxArea = 0.3, MinAspect = 0.5, Fill = ErasingFill.Zero };
        var random = new Random(1);
        var areas = new List<double>();
        for (int i = 0; i < 500; i++)
        {
            byte[] pixels = new byte[1200];
            Array.Fill(pixels, (byte)9);
            erasing.Apply(pixels, _shape, random);

            int[] erased = [.. Enumerable.Range(0, 600).Where(p => pixels[p] == 0)];
            Enumerable.Range(0, 600).Where(p => pixels[600 + p] == 0).Should().Equal(erased, "all channels are covered");
            int height = erased.Max(p => p / 30) - erased.Min(p => p / 30) + 1;
            int width = erased.Max(p => p % 30) - erased.Min(p => p % 30) + 1;
            erased.Should().HaveCount(height * width, "it is a rectangle");
            ((height + 0.5) / (width - 0.5)).Should().BeGreaterThan(0.5);
            ((height - 0.5) / (width + 0.5)).Should().BeLessThan(2);
            areas.Add(erased.Length / 600.0);
        }

        areas.Should().OnlyContain(a => a > 0.08 && a < 0.34);
        areas.Average().Should().BeApproximately(0.2, 0.015);
    }

    [Fact]
    public void It_leaves_the_share_of_images_alone_that_it_should()
    {
        var random = new Random(2);
        var erasing = new RandomErasing { Probability = 0.3, Fill = ErasingFill.Zero };
        Enumerable.Range(0, 1000).Count(_ => Erased(erasing, random).Contains((byte)0)).Should().BeCloseTo(300, 45);
    }

    [Fact]
    public void It_fills_with_noise_or_each_channels_mean()
    {
        byte[] noisy = Erased(new RandomErasing { Probability = 1, MinArea = 1, MaxArea = 1, MinAspect = 1 }, new Random(3), new InputSpec(2, 20, 20));
        noisy.Average(p => (double)p).Should().BeApproximately(127.5, 10);
        noisy[..400].Should().NotEqual(noisy[400..]);

        byte[] halves = [10, 20, 110, 121];
        new RandomErasing { Probability = 1, MinArea = 1, MaxArea = 1, MinAspect = 0.5, Fill = ErasingFill.Mean }
            .Apply(halves, new InputSpec(2, 1, 2), new Sequence(0, 0, 1, 0, 0));
        halves.Should().Equal(15, 15, 116, 116);
    }

    private static byte[] Erased(RandomErasing erasing, Random random, InputSpec? shape = null)
    {
        byte[] pixels = new byte[(shape ?? _shape).Shape.Elements];
        Array.Fill(pixels, (byte)9);
        erasing.Apply(pixels, shape ?? _shape, random);
        return pixels;
    }
}
