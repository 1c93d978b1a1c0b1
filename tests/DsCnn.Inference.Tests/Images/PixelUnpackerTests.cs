namespace DsCnn.Tests;

public sealed class PixelUnpackerTests
{
    [Theory]
    [InlineData(PixelFormat.Gray8, new byte[] { 10, 20 }, new byte[] { 10, 20, 10, 20, 10, 20 })]
    [InlineData(PixelFormat.Rgb24, new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(PixelFormat.Bgr24, new byte[] { 1, 2, 3, 4, 5, 6 }, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(PixelFormat.Rgba32, new byte[] { 1, 2, 3, 255, 4, 5, 6, 0 }, new byte[] { 1, 255, 2, 255, 3, 255 })]
    [InlineData(PixelFormat.Bgra32, new byte[] { 1, 2, 3, 255, 0, 0, 255, 51 }, new byte[] { 3, 255, 2, 204, 1, 204 })]
    public void Pixels_in_every_order(PixelFormat format, byte[] pixels, byte[] expected)
    {
        using Classifier mirror = Mirror.Classifier(3, 1, 2);

        Mirror.Seen(mirror.PredictPixels(pixels, width: 2, height: 1, format)).Should().Equal(expected.Select(p => p / 255f), (seen, pixel) => Math.Abs(seen - pixel) < 1e-6);
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
        using Classifier mirror = Mirror.Classifier(1, 2, 2);

        mirror.Invoking(m => m.PredictPixels(new byte[bytes], width, height, format)).Should().Throw<ArgumentException>().WithMessage(message);
    }
}
