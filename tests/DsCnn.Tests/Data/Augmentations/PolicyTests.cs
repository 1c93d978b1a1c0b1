namespace DsCnn.Tests;

public sealed class PolicyTests
{
    private static readonly InputSpec _gray = new(1, 12, 12);
    private static readonly InputSpec _color = new(3, 12, 12);

    [Fact]
    public void There_are_the_fourteen_operations_of_the_papers_and_gray_images_lack_color()
    {
        ImageOperations.For(_color).Length.Should().Be(14);
        ImageOperations.For(_gray).Length.Should().Be(13);
        ImageOperations.For(new InputSpec(4, 12, 12)).Length.Should().Be(13);
    }

    [Fact]
    public void At_no_strength_only_the_two_that_have_none_change_an_image()
    {
        var shape = new InputSpec(3, 20, 30);
        byte[] pixels = Gradient(shape);
        int changing = 0;
        foreach (ImageOperation operation in ImageOperations.For(shape))
        {
            byte[] changed = [.. pixels];
            operation.Apply(changed, shape, 0);
            changing += changed.SequenceEqual(pixels) ? 0 : 1;
        }

        changing.Should().Be(2, "autocontrast and equalize");
    }

    [Theory]
    [InlineData(1, 3, 135)]
    [InlineData(0, 3, -135)]
    public void Trivial_augment_takes_one_operation_at_a_random_strength(int sign, int channels, double degrees)
    {
        var shape = new InputSpec(channels, 12, 12);
        byte[] expected = Gradient(shape);
        AffineWarp.Rotate(expected, shape, degrees);
        byte[] pixels = Gradient(shape);
        new TrivialAugment().Apply(pixels, shape, new Sequence(5.5 / 14, 0.999, (sign + 0.5) / 2));
        pixels.Should().Equal(expected);
    }

    [Fact]
    public void Rand_augment_takes_some_operations_of_one_strength()
    {
        byte[] expected = Gradient(_gray);
        AffineWarp.TranslateX(expected, _gray, 12 * (150.0 / 331) * 0.3);
        ColorChange.Brightness(expected, 1 - (0.9 * 0.3));
        byte[] pixels = Gradient(_gray);
        new RandAugment().Apply(pixels, _gray, new Sequence(3.5 / 13, 0.6, 6.5 / 13, 0.4));
        pixels.Should().Equal(expected);
    }

    [Fact]
    public void Both_draw_every_operation_and_never_fail()
    {
        var random = new Random(1);
        foreach (InputSpec shape in new[] { _gray, _color, new InputSpec(1, 1, 1), new InputSpec(4, 2, 9) })
        {
            byte[] original = Gradient(shape);
            int unchanged = 0;
            for (int i = 0; i < 400; i++)
            {
                byte[] pixels = [.. original];
                new RandAugment { Magnitude = 30 }.Apply(pixels, shape, random);
                new TrivialAugment().Apply(pixels, shape, random);
                unchanged += pixels.SequenceEqual(original) ? 1 : 0;
            }

            if (shape.Height == 12)
                unchanged.Should().BeInRange(1, 60);
        }
    }

    private static byte[] Gradient(InputSpec shape) =>
        [.. Enumerable.Range(0, shape.Shape.Elements).Select(i => (byte)(20 + (i * 37 % 200)))];
}
