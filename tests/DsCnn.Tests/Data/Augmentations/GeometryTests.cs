namespace DsCnn.Tests;

public sealed class GeometryTests
{
    private static readonly InputSpec _small = new(1, 3, 4);
    private static readonly byte[] _pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    [Fact]
    public void A_vertical_flip_turns_the_order_of_the_rows() =>
        Changed(new VerticalFlip { Probability = 1 }, new InputSpec(2, 3, 2)).Should().Equal(5, 6, 3, 4, 1, 2, 11, 12, 9, 10, 7, 8);

    [Theory]
    [InlineData(0.25, 250)]
    [InlineData(0.75, 750)]
    public void A_flip_is_as_frequent_as_asked_for(double probability, int expected)
    {
        var random = new Random(1);
        foreach (Augmentation flip in new Augmentation[] { new HorizontalFlip { Probability = probability }, new VerticalFlip { Probability = probability } })
            Enumerable.Range(0, 1000).Count(_ => !Changed(flip, _small, random).SequenceEqual(_pixels)).Should().BeCloseTo(expected, 45);
    }

    [Fact]
    public void A_crop_is_cut_out_of_the_padded_image()
    {
        for (int down = 0; down <= 4; down++)
        {
            for (int right = 0; right <= 4; right++)
            {
                byte[] zeros = Changed(new RandomCrop { Padding = 2 }, _small, new Sequence((down + 0.5) / 5, (right + 0.5) / 5));
                byte[] mirrored = Changed(new RandomCrop { Padding = 2, Fill = PaddingFill.Reflect }, _small, new Sequence((down + 0.5) / 5, (right + 0.5) / 5));
                for (int i = 0; i < 12; i++)
                {
                    int y = (i / 4) + down - 2;
                    int x = (i % 4) + right - 2;
                    zeros[i].Should().Be(y is < 0 or > 2 || x is < 0 or > 3 ? (byte)0 : _pixels[(y * 4) + x]);
                    mirrored[i].Should().Be(_pixels[((2 - Math.Abs(2 - Math.Abs(y))) * 4) + (3 - Math.Abs(3 - Math.Abs(x)))]);
                }
            }
        }
    }

    [Fact]
    public void A_resized_crop_shows_a_part_of_the_asked_size_within_the_image()
    {
        // On a ramp, a part's first and last pixel tell where it lies; pixels are squares whose values hold at their middle.
        var shape = new InputSpec(1, 100, 100);
        byte[] ramp = [.. Enumerable.Range(0, 10_000).Select(i => (byte)((i % 100) + 50))];
        var crop = new RandomResizedCrop { MinArea = 0.3, MaxArea = 0.6, MinAspect = 0.8 };
        for (int i = 0; i < 200; i++)
        {
            byte[] across = Changed(crop, shape, new Random(i), ramp);
            byte[] down = Changed(crop, shape, new Random(i), [.. Enumerable.Range(0, 10_000).Select(j => (byte)((j / 100) + 50))]);
            double width = (across[60] - across[40]) / 20.0;
            double height = (down[6000] - down[4000]) / 20.0;
            (width * height).Should().BeInRange(0.3 * 0.85, 0.6 * 1.15);
            (width / height).Should().BeInRange(0.8 * 0.85, 1.25 * 1.15);
            across.Should().OnlyContain(pixel => pixel >= 49 && pixel <= 150, "it does not look beyond the image");
        }
    }

    [Fact]
    public void A_crop_of_the_whole_image_leaves_it_as_it_is() =>
        Changed(new RandomResizedCrop { MinArea = 1, MinAspect = 1 }, _small).Should().Equal(_pixels);

    [Fact]
    public void A_crop_may_be_padded_by_more_than_the_image()
    {
        for (int i = 0; i < 100; i++)
        {
            byte[] mirrored = Changed(new RandomCrop { Padding = 50, Fill = PaddingFill.Reflect }, new InputSpec(1, 1, 12), new Random(i));
            mirrored.Zip(mirrored.Skip(1)).Should().OnlyContain(p => Math.Abs(p.First - p.Second) == 1, "a mirrored ramp goes up and down by one");
        }
    }

    [Fact]
    public void Every_shift_of_a_crop_is_equally_frequent()
    {
        var random = new Random(3);
        int[] shifts = new int[9];
        for (int i = 0; i < 9000; i++)
        {
            byte[] dot = new byte[25];
            dot[12] = 1;
            new RandomCrop { Padding = 1 }.Apply(dot, new InputSpec(1, 5, 5), random);
            int at = Array.IndexOf(dot, (byte)1);
            shifts[(((at / 5) - 1) * 3) + (at % 5) - 1]++;
        }

        shifts.Should().OnlyContain(count => count > 880 && count < 1120);
    }

    [Theory]
    [InlineData(90, new byte[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })]
    [InlineData(-90, new byte[] { 7, 4, 1, 8, 5, 2, 9, 6, 3 })]
    [InlineData(180, new byte[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    public void Right_angles_move_whole_pixels(double degrees, byte[] expected)
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        AffineWarp.Rotate(pixels, new InputSpec(1, 3, 3), degrees);
        pixels.Should().Equal(expected);
    }

    [Theory]
    [InlineData(30, 0)]
    [InlineData(-75, 200)]
    public void A_rotation_is_bilinear_about_the_center(double degrees, byte fill)
    {
        var shape = new InputSpec(2, 5, 7);
        byte[] pixels = new byte[70];
        new Random(2).NextBytes(pixels);
        byte[] rotated = [.. pixels];
        AffineWarp.Rotate(rotated, shape, degrees, fill);

        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        for (int i = 0; i < rotated.Length; i++)
        {
            double x = (i % 7) - 3;
            double y = (i / 7 % 5) - 2;
            double expected = Bilinear(pixels.AsSpan(i / 35 * 35, 35), 5, 7, (sin * x) + (cos * y) + 2, (cos * x) - (sin * y) + 3, fill);
            ((double)rotated[i]).Should().BeApproximately(expected, 0.51);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0.5)]
    public void Shears_and_translations_move_rows_and_columns(double amount)
    {
        var shape = new InputSpec(1, 5, 5);
        byte[] pixels = new byte[25];
        new Random(4).NextBytes(pixels);
        (ImageOperation.Change Change, Func<double, double, (double Y, double X)> Source)[] cases =
        [
            (AffineWarp.TranslateX, (y, x) => (y, x - amount)),
            (AffineWarp.TranslateY, (y, x) => (y - amount, x)),
            (AffineWarp.ShearX, (y, x) => (y, x - (amount * (y - 2)))),
            (AffineWarp.ShearY, (y, x) => (y - (amount * (x - 2)), x)),
        ];
        foreach ((ImageOperation.Change change, Func<double, double, (double Y, double X)> source) in cases)
        {
            byte[] moved = [.. pixels];
            change(moved, shape, amount);
            for (int i = 0; i < 25; i++)
            {
                (double y, double x) = source(i / 5, i % 5);
                ((double)moved[i]).Should().BeApproximately(Bilinear(pixels, 5, 5, y, x, 0), 0.51);
            }
        }
    }

    [Fact]
    public void A_random_rotation_stays_within_its_angles()
    {
        Changed(new RandomRotation { Degrees = 0 }, _small).Should().Equal(_pixels);
        byte[] turned = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        new RandomRotation { Degrees = 180 }.Apply(turned, new InputSpec(1, 3, 3), new Sequence(0.75));
        turned.Should().Equal(3, 6, 9, 2, 5, 8, 1, 4, 7);
    }

    private static byte[] Changed(Augmentation augmentation, InputSpec shape, Random? random = null, byte[]? original = null)
    {
        byte[] pixels = [.. original ?? _pixels];
        augmentation.Apply(pixels, shape, random ?? new Random(1));
        return pixels;
    }

    private static double Bilinear(ReadOnlySpan<byte> plane, int height, int width, double y, double x, byte fill)
    {
        double sum = 0;
        for (int row = -1; row <= height; row++)
        {
            for (int column = -1; column <= width; column++)
            {
                double value = row < 0 || column < 0 || row == height || column == width ? fill : plane[(row * width) + column];
                sum += (value - fill) * Math.Max(0, 1 - Math.Abs(y - row)) * Math.Max(0, 1 - Math.Abs(x - column));
            }
        }

        return fill + sum;
    }
}
