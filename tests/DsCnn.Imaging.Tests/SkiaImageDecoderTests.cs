namespace DsCnn.Tests;

/// <summary>What a network sees of an image is what a formula makes of the pixels that Pillow sees.</summary>
public sealed class SkiaImageDecoderTests
{
    private static readonly Preprocessing _color = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    public static TheoryData<string> Files => [.. ImageFixtures.Cases.Where(c => c.Size == "-").Select(c => c.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void In_color(string file)
    {
        PlanarImage image = ImageFixtures.Pixels(file);
        using Classifier mirror = Mirror.Classifier(3, image.Height, image.Width, _color);
        int size = image.Height * image.Width;
        double[] expected = [.. Enumerable.Range(0, 3 * size).Select(i =>
            ((image.Pixels[i % image.Pixels.Length] / 255.0) - _color.Mean[i / size]) / _color.Std[i / size])];

        Mirror.Seen(mirror.Predict(ImageFixtures.PathOf(file))).Should().Equal(expected, (seen, number) => Math.Abs(seen - number) < Tolerance(file, 0.224));
    }

    [Theory]
    [InlineData("15x15")]
    [InlineData("10x30")]
    [InlineData("40x60")]
    [InlineData("1x1")]
    public void Scaled_and_cut(string size)
    {
        PlanarImage image = ImageFixtures.Pixels("large.png", size);
        using Classifier mirror = Mirror.Classifier(3, image.Height, image.Width);

        // Rounded once, where Pillow rounds twice: one step of 255, as in training's tests.
        Mirror.Seen(mirror.Predict(ImageFixtures.PathOf("large.png"))).Should().Equal(image.Pixels.Select(p => p / 255.0), (seen, number) => Math.Abs(seen - number) < 1.01 / 255);
    }

    [Fact]
    public void In_gray()
    {
        PlanarImage image = ImageFixtures.Pixels("large.png", "gray");
        using Classifier mirror = Mirror.Classifier(1, image.Height, image.Width, new Preprocessing([0.5], [0.25]));

        Mirror.Seen(mirror.Predict(ImageFixtures.PathOf("large.png"))).Should().Equal(image.Pixels.Select(p => ((p / 255.0) - 0.5) / 0.25), (seen, number) => Math.Abs(seen - number) < 1e-6);
    }

    private static double Tolerance(string file, double smallestStd) =>
        Path.GetExtension(file) is ".jpg" or ".jpeg" or ".webp" ? 6.0 / 255 / smallestStd : 1e-6;
}
