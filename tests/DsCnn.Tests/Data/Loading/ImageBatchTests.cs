using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

public sealed class ImageBatchTests
{
    [Theory]
    [InlineData("color.png", 3)]
    [InlineData("gray.png", 3)]
    [NoTensorLeaks]
    public void A_file_becomes_a_batch_of_one(string file, int channels)
    {
        byte[] pixels = ImageFixtures.Pixels(file).Pixels;
        float[] expected = [.. Enumerable.Range(0, channels * 8 * 12).Select(i => ((pixels[i % pixels.Length] / 255f) - 0.25f) / 0.5f)];

        using Tensor image = ImageBatch.FromFile(
            ImageFixtures.PathOf(file), new InputSpec(channels, 8, 12), new Preprocessing(Enumerable.Repeat(0.25, channels), Enumerable.Repeat(0.5, channels)));

        image.shape.Should().Equal(1, channels, 8, 12);
        image.data<float>().ToArray().Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
    }

    [Fact]
    [NoTensorLeaks]
    public void A_larger_file_is_scaled_as_Pillow_does()
    {
        using Tensor image = ImageBatch.FromFile(ImageFixtures.PathOf("large.png"), new InputSpec(1, 7, 5));

        PlanarImage expected = Resampler.Fit(ImageFixtures.Pixels("large.png", "gray"), 7, 5);
        image.data<float>().ToArray().Select(value => (byte)Math.Round(value * 255)).Should().Equal(expected.Pixels);
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        string path = ImageFixtures.PathOf("pixels.txt");
        ((Action)(() => ImageBatch.FromFile(path, new InputSpec(3, 8, 8)))).Should().Throw<UnreadableImagesException>()
            .WithMessage($"The image cannot be read: {path} (it is not a PNG, JPEG, BMP, WebP or GIF image).");
        ((Action)(() => ImageBatch.FromFile(path, new InputSpec(4, 8, 8)))).Should().Throw<ArgumentException>()
            .WithMessage("Image files have 1 or 3 channels. Received: 4.*");
    }
}
