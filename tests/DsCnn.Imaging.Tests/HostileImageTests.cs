using System.Text;

namespace DsCnn.Tests;

public sealed class HostileImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Classifier _classifier = Mirror.Classifier(3, 4, 4);

    public void Dispose()
    {
        _classifier.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_no_image_is_refused_by_name()
    {
        string path = _folder.File("no\nimage.png");
        File.WriteAllText(path, "hello");

        Refusal(() => _classifier.Predict(path)).Should().Be($"{path.Replace('\n', ' ')} cannot be decoded: it is not a PNG, JPEG, BMP, WebP or GIF image.");
        Refusal(() => _classifier.Predict("hello"u8)).Should().Be("The image cannot be decoded: it is not a PNG, JPEG, BMP, WebP or GIF image.");
        Refusal(() => _classifier.Predict([])).Should().Be("The image cannot be decoded: the file is empty.");
        Refusal(() => _classifier.Predict(Stream.Null)).Should().Be("The image cannot be decoded: the file is empty.");
        Refusal(() => _classifier.PredictBatch([File.ReadAllBytes(ImageFixtures.PathOf("gray.png")), Encoding.UTF8.GetBytes("hello")])).Should().Be(
            "Image 1 cannot be decoded: it is not a PNG, JPEG, BMP, WebP or GIF image.");
        _classifier.Invoking(c => c.Predict(_folder.File("none.png"))).Should().Throw<FileNotFoundException>().WithMessage($"{_folder.File("none.png")} cannot be read: there is no such file.");
        _classifier.Invoking(c => c.PredictBatch([_folder.File("none.png")])).Should().Throw<FileNotFoundException>();
    }

    [Fact]
    public void A_header_that_announces_more_than_is_allowed_is_refused_before_memory_is_taken()
    {
        byte[] png = File.ReadAllBytes(ImageFixtures.PathOf("color.png"));
        using var strict = Mirror.Classifier(1, 2, 2, new ClassifierOptions { MaxPixels = 95 });

        Refusal(() => strict.Predict(png)).Should().Be("The image cannot be decoded: 12 x 8 pixels exceed the limit of 95 per image; raise MaxPixels (--max-pixels).");
    }

    [Theory]
    [InlineData("color.png")]
    [InlineData("color.jpg")]
    [InlineData("palette.bmp")]
    [InlineData("lossy.webp")]
    [InlineData("two-frames.gif")]
    public void Damaged_images_are_refused_or_seen_somehow(string file)
    {
        byte[] whole = File.ReadAllBytes(ImageFixtures.PathOf(file));
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] image = [.. whole[..random.Next(whole.Length + 1)]];
            if (image.Length > 0 && i % 2 == 0)
                image = [.. whole];
            for (int flips = random.Next(4); flips > 0 && image.Length > 0; flips--)
                image[random.Next(image.Length)] = (byte)random.Next(256);
            try
            {
                _classifier.Predict(image).Should().HaveCount(48);
            }
            catch (InvalidImageException refusal)
            {
                refusal.Message.Should().StartWith("The image cannot be decoded: ").And.NotContain("\n");
            }
        }
    }

    private static string Refusal(Action call) => FluentActions.Invoking(call).Should().Throw<InvalidImageException>().Which.Message;
}
