namespace DsCnn.Tests;

/// <summary>What a network sees of an image is what a formula makes of the pixels that Pillow sees.</summary>
public sealed class ImageInputTests
{
    private static readonly Preprocessing _color = new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    public static TheoryData<string> Files => [.. ImageFixtures.Cases.Where(c => c.Size == "-").Select(c => c.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void In_color(string file)
    {
        PlanarImage image = ImageFixtures.Pixels(file);
        using Classifier mirror = Classifiers.Mirror(3, image.Height, image.Width, _color);
        int size = image.Height * image.Width;
        double[] expected = [.. Enumerable.Range(0, 3 * size).Select(i =>
            ((image.Pixels[i % image.Pixels.Length] / 255.0) - _color.Mean[i / size]) / _color.Std[i / size])];

        Classifiers.Seen(mirror.Predict(ImageFixtures.PathOf(file))).ShouldBeClose(expected, Tolerance(file, 0.224));
    }

    [Theory]
    [InlineData("15x15")]
    [InlineData("10x30")]
    [InlineData("40x60")]
    [InlineData("1x1")]
    public void Scaled_and_cut(string size)
    {
        PlanarImage image = ImageFixtures.Pixels("large.png", size);
        using Classifier mirror = Classifiers.Mirror(3, image.Height, image.Width);

        // Rounded once, where Pillow rounds twice: one step of 255, as in training's tests.
        Classifiers.Seen(mirror.Predict(ImageFixtures.PathOf("large.png"))).ShouldBeClose([.. image.Pixels.Select(p => p / 255.0)], 1.01 / 255);
    }

    [Fact]
    public void In_gray()
    {
        PlanarImage image = ImageFixtures.Pixels("large.png", "gray");
        using Classifier mirror = Classifiers.Mirror(1, image.Height, image.Width, new Preprocessing([0.5], [0.25]));

        Classifiers.Seen(mirror.Predict(ImageFixtures.PathOf("large.png"))).ShouldBeClose([.. image.Pixels.Select(p => ((p / 255.0) - 0.5) / 0.25)], 1e-6);
    }

    [Theory]
    [InlineData(PixelFormat.Gray8, new byte[] { 10, 20 }, new byte[] { 10, 20, 10, 20, 10, 20 })]
    [InlineData(PixelFormat.Rgb24, new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(PixelFormat.Bgr24, new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(PixelFormat.Rgba32, new byte[] { 1, 2, 3, 255, 4, 5, 6, 0 }, new byte[] { 1, 255, 2, 255, 3, 255 })]
    [InlineData(PixelFormat.Bgra32, new byte[] { 1, 2, 3, 255, 0, 0, 255, 51 }, new byte[] { 3, 255, 2, 204, 1, 204 })]
    public void Pixels_in_every_order(PixelFormat format, byte[] pixels, byte[] expected)
    {
        using Classifier mirror = Classifiers.Mirror(3, 1, 2);

        Classifiers.Seen(mirror.PredictPixels(pixels, width: 2, height: 1, format)).ShouldBeClose([.. expected.Select(p => p / 255.0)], 1e-6);
    }

    [Theory]
    [InlineData(PixelFormat.Rgb24, 2, 2, 11, "2 x 2 pixels of Rgb24 have 12 bytes. Received: 11. (Parameter 'pixels')")]
    [InlineData(PixelFormat.Rgb24, 2, 2, 13, "2 x 2 pixels of Rgb24 have 12 bytes. Received: 13. (Parameter 'pixels')")]
    [InlineData(PixelFormat.Gray8, 0, 2, 0, "width must be positive. Received: 0. (Parameter 'width')")]
    [InlineData(PixelFormat.Gray8, 2, -1, 0, "height must be positive. Received: -1. (Parameter 'height')")]
    [InlineData(PixelFormat.Gray8, int.MaxValue, int.MaxValue, 1, "An image has at most 100000000 pixels. Received: 2147483647 x 2147483647. (Parameter 'pixels')")]
    [InlineData((PixelFormat)9, 1, 1, 1, "format must be one of Gray8, Rgb24, Bgr24, Rgba32, Bgra32. Received: 9. (Parameter 'format')")]
    public void More_or_fewer_bytes_than_pixels_are_refused(PixelFormat format, int width, int height, int bytes, string message)
    {
        using Classifier mirror = Classifiers.Mirror(1, 2, 2);

        mirror.Invoking(m => m.PredictPixels(new byte[bytes], width, height, format)).Should().Throw<ArgumentException>().WithMessage(message);
    }

    private static double Tolerance(string file, double smallestStd) =>
        Path.GetExtension(file) is ".jpg" or ".jpeg" or ".webp" ? 6.0 / 255 / smallestStd : 1e-6;
}
