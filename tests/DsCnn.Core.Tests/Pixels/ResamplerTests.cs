using System.Globalization;

namespace DsCnn.Tests;

public sealed class ResamplerTests
{
    public static TheoryData<string> Sizes => [.. ImageFixtures.Cases.Where(c => c.Size.Contains('x')).Select(c => c.Size)];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Scales_and_cuts_like_Pillow(string size)
    {
        int[] numbers = [.. size.Split('x').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        PlanarImage scaled = Resampler.Fit(ImageFixtures.Pixels("large.png"), numbers[0], numbers[1]);

        (scaled.Height, scaled.Width).Should().Be((numbers[0], numbers[1]));
        // Pillow rounds after each direction, this once.
        scaled.Pixels.Zip(ImageFixtures.Pixels("large.png", size).Pixels, (a, e) => Math.Abs(a - e)).Max().Should().BeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Halving_weighs_a_triangle_of_four_pixels()
    {
        // Weights 1/8, 3/8, 3/8, 1/8 within; at the edges the first is missing, and the rest make 1.
        PlanarImage halved = Resampler.Fit(new PlanarImage(1, 2, 8, [0, 80, 160, 240, 16, 24, 200, 8, 0, 80, 160, 240, 16, 24, 200, 8]), 1, 4);

        double[] expected =
        [
            ((3 * 0) + (3 * 80) + 160) / 7.0, (80 + (3 * 160) + (3 * 240) + 16) / 8.0, (240 + (3 * 16) + (3 * 24) + 200) / 8.0, (24 + (3 * 200) + (3 * 8)) / 7.0,
        ];
        halved.Pixels.Should().Equal(expected.Select(e => (byte)Math.Round(e)));
    }

    [Fact]
    public void The_middle_of_the_long_side_stays() =>
        Resampler.Fit(new PlanarImage(1, 1, 5, [10, 20, 30, 40, 50]), 1, 1).Pixels.Should().Equal(30);

    [Fact]
    public void An_image_that_fits_is_left_alone()
    {
        PlanarImage image = ImageFixtures.Pixels("large.png");
        Resampler.Fit(image, image.Height, image.Width).Pixels.Should().BeSameAs(image.Pixels);
    }

    [Fact]
    public void A_line_of_a_million_pixels_takes_no_more_memory_than_its_target()
    {
        PlanarImage line = new(1, 1 << 20, 1, new byte[1 << 20]);
        Resampler.Fit(line, 4, 1000).Pixels.Should().HaveCount(4000).And.OnlyContain(p => p == 0);
    }
}
