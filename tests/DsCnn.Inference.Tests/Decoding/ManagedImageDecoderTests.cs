namespace DsCnn.Tests;

/// <summary>The decoder in C# sees the pixels that Pillow sees, and refuses the rest in words.</summary>
public sealed class ManagedImageDecoderTests
{
    private const int AnySize = 1 << 20;
    private const string Elsewhere = ", which only the package DsCnn.Imaging reads; reference it, or convert the image to PNG or JPEG";

    private static readonly ManagedImageDecoder _decoder = new();

    public static TheoryData<string> Files => [.. ImageFixtures.Cases
        .Where(c => c.Size == "-" && Path.GetExtension(c.File).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" && c.File != "arithmetic.jpg").Select(c => c.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Sees_the_pixels_that_Pillow_sees(string file)
    {
        PlanarImage expected = ImageFixtures.Pixels(file);
        DecodedImage image = Decode(file);

        (image.Planar.Channels, image.Height, image.Width).Should().Be((expected.Channels, expected.Height, expected.Width));
        int largest = image.Planar.Pixels.Zip(expected.Pixels, (a, e) => Math.Abs(a - e)).Max();
        // Pillow brings inks to colors in its own way.
        largest.Should().BeLessThanOrEqualTo(file.Contains("cmyk") ? 1 : 0);
    }

    [Theory]
    [InlineData("arithmetic.jpg", "it is a JPEG in arithmetic coding" + Elsewhere)]
    [InlineData("color.bmp", "it is a BMP image" + Elsewhere)]
    [InlineData("lossy.webp", "it is a WebP image" + Elsewhere)]
    [InlineData("two-frames.gif", "it is a GIF image" + Elsewhere)]
    [InlineData("pixels.txt", "it is not a PNG, JPEG, BMP, WebP or GIF image")]
    public void What_it_does_not_read_is_named(string file, string reason) => Refusal(() => Decode(file)).Should().Be(reason);

    [Fact]
    public void An_image_of_more_pixels_than_are_allowed_is_refused()
    {
        const string Rest = " pixels exceed the limit of 95 per image; raise MaxPixels (--max-pixels)";
        Refusal(() => _decoder.Decode(Bytes("color.png"), 95)).Should().Be("12 x 8" + Rest);
        Refusal(() => _decoder.Decode(Bytes("color.jpg"), 95)).Should().Be("12 x 8" + Rest);
        _decoder.Decode(Bytes("color.jpg"), 96).Width.Should().Be(12);
    }

    [Fact]
    public void A_classifier_takes_it_where_no_other_is_referenced()
    {
        using Classifier mirror = Mirror.Classifier(3, 8, 12);
        PlanarImage image = ImageFixtures.Pixels("color.jpg");

        Mirror.Seen(mirror.Predict(ImageFixtures.PathOf("color.jpg"))).Should().Equal(image.Pixels, (seen, pixel) => Math.Abs(seen - (pixel / 255f)) < 1e-6);
    }

    [Fact]
    public void A_decoder_of_ones_own_comes_first()
    {
        using Classifier mirror = Mirror.Classifier(1, 1, 2, new ClassifierOptions { Decoder = new Halves() });

        Mirror.Seen(mirror.Predict([1, 2])).Should().Equal(0, 1);
    }

    private static DecodedImage Decode(string file) => _decoder.Decode(Bytes(file), AnySize);

    private static byte[] Bytes(string file) => File.ReadAllBytes(ImageFixtures.PathOf(file));

    private static string Refusal(Func<object> call) => FluentActions.Invoking(call).Should().ThrowExactly<InvalidDataException>().Which.Message;

    /// <summary>Black on the left, white on the right, whatever the file.</summary>
    private sealed class Halves : ImageDecoder
    {
        public override DecodedImage Decode(ReadOnlySpan<byte> file, int maxPixels) => new(file.Length, 1, PixelFormat.Gray8, [0, 255]);
    }
}
