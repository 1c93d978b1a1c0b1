namespace DsCnn.Tests;

public sealed class ColorTests
{
    private static readonly InputSpec _shape = new(3, 4, 5);

    private static byte[] Noise(int seed = 1)
    {
        byte[] pixels = new byte[60];
        new Random(seed).NextBytes(pixels);
        return pixels;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.4)]
    [InlineData(1.7)]
    public void Brightness_contrast_and_saturation_blend_with_black_the_mean_and_gray(double factor)
    {
        byte[] pixels = Noise();
        double[] grays = [.. Enumerable.Range(0, 20).Select(i => (0.299 * pixels[i]) + (0.587 * pixels[i + 20]) + (0.114 * pixels[i + 40]))];

        Check(p => ColorChange.Brightness(p, factor), i => factor * pixels[i]);
        Check(p => ColorChange.Contrast(p, _shape, factor), i => (factor * pixels[i]) + ((1 - factor) * grays.Average()));
        Check(p => ColorChange.Saturation(p, factor), i => (factor * pixels[i]) + ((1 - factor) * grays[i % 20]));

        void Check(Action<byte[]> change, Func<int, double> expected)
        {
            byte[] changed = [.. pixels];
            change(changed);
            for (int i = 0; i < 60; i++)
                ((double)changed[i]).Should().BeApproximately(Math.Clamp(expected(i), 0, 255), 0.51);
        }
    }

    [Fact]
    public void Contrast_of_other_images_is_about_the_mean_of_all_values()
    {
        byte[] pixels = [0, 100, 200, 100];
        ColorChange.Contrast(pixels, new InputSpec(2, 1, 2), 0.5);
        pixels.Should().Equal(50, 100, 150, 100);
    }

    [Theory]
    [InlineData(1 / 3.0, new byte[] { 0, 200, 0 })]
    [InlineData(-1 / 3.0, new byte[] { 0, 0, 200 })]
    [InlineData(0.5, new byte[] { 0, 200, 200 })]
    [InlineData(1 / 12.0, new byte[] { 200, 100, 0 })]
    [InlineData(0, new byte[] { 200, 0, 0 })]
    public void Hue_turns_red_round_the_color_wheel(double turns, byte[] expected)
    {
        byte[] pixels = [200, 0, 0];
        ColorChange.Hue(pixels, turns);
        pixels.Should().Equal(expected);
    }

    [Fact]
    public void Hue_keeps_the_lightest_and_the_darkest_value_and_a_whole_turn_keeps_all()
    {
        byte[] pixels = Noise();
        byte[] changed = [.. pixels];
        ColorChange.Hue(changed, 0.2);
        for (int i = 0; i < 20; i++)
        {
            Extremes(changed, i).Should().Be(Extremes(pixels, i));
        }

        changed = [.. pixels];
        ColorChange.Hue(changed, 1);
        changed.Should().Equal(pixels);

        static (byte, byte) Extremes(byte[] p, int i) =>
            (Math.Min(p[i], Math.Min(p[i + 20], p[i + 40])), Math.Max(p[i], Math.Max(p[i + 20], p[i + 40])));
    }

    [Fact]
    public void Jitter_of_one_kind_spans_its_range_and_no_more()
    {
        var random = new Random(5);
        int[] values = [.. Enumerable.Range(0, 2000).Select(_ =>
        {
            byte[] pixel = [100];
            new ColorJitter { Brightness = 0.4, Saturation = 1, Hue = 0.5 }.Apply(pixel, new InputSpec(1, 1, 1), random);
            return (int)pixel[0];
        })];
        values.Min().Should().BeInRange(60, 61);
        values.Max().Should().BeInRange(139, 140);
        values.Average().Should().BeApproximately(100, 1.5);
    }

    [Fact]
    public void Jitter_comes_in_every_order()
    {
        // Brightness first is cut off at white before contrast moves it; contrast first is not.
        var jitter = new ColorJitter { Brightness = 1, Contrast = 1 };
        var random = new Random(7);
        byte[][] results = [.. Enumerable.Range(0, 200).Select(_ =>
        {
            byte[] pixels = [200, 250, 120, 30];
            jitter.Apply(pixels, new InputSpec(1, 2, 2), random);
            return pixels;
        })];
        results.Should().Contain(p => p[0] == p[1] && p[0] < 255 && p[3] != p[0], "white was reached before contrast was lost");
        results.Should().Contain(p => p[0] == 255 && p[1] == 255, "white was reached in the end");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1.9)]
    public void Sharpness_blends_with_a_smoothed_copy_inside_the_border(double factor)
    {
        byte[] pixels = Noise();
        byte[] changed = [.. pixels];
        Sharpness.Apply(changed, _shape, factor);
        for (int i = 0; i < 60; i++)
        {
            (int y, int x) = (i / 5 % 4, i % 5);
            double smooth = pixels[i];
            if (y is > 0 and < 3 && x is > 0 and < 4)
                smooth = ((4 * pixels[i]) + new[] { -6, -5, -4, -1, 0, 1, 4, 5, 6 }.Sum(o => pixels[i + o])) / 13.0;
            ((double)changed[i]).Should().BeApproximately(Math.Clamp((factor * pixels[i]) + ((1 - factor) * smooth), 0, 255), 0.51);
        }
    }

    [Fact]
    public void Tones_are_cut_inverted_and_stretched()
    {
        byte[] posterized = [0, 63, 64, 200, 255];
        ToneChange.Posterize(posterized, 6);
        posterized.Should().Equal(0, 0, 64, 192, 192);

        byte[] solarized = [0, 127, 128, 255];
        ToneChange.Solarize(solarized, 128);
        solarized.Should().Equal(0, 127, 127, 0);

        byte[] stretched = [50, 100, 150, 7, 7, 7];
        ToneChange.AutoContrast(stretched, new InputSpec(2, 1, 3));
        stretched.Should().Equal(0, 128, 255, 7, 7, 7);
    }

    [Fact]
    public void Equalizing_makes_the_values_equally_frequent()
    {
        // 1020 pixels in five tones next to each other: with 255 pixels each below the lightest, Pillow's table has a step of 4.
        byte[] pixels = [.. Enumerable.Range(0, 1275).Select(i => (byte)(100 + (i / 255)))];
        ToneChange.Equalize(pixels, new InputSpec(1, 1, 1275));
        pixels.Distinct().Should().Equal(0, 64, 128, 191, 255);

        byte[] flat = [9, 9, 9];
        ToneChange.Equalize(flat, new InputSpec(1, 1, 3));
        flat.Should().Equal(9, 9, 9);
    }
}
