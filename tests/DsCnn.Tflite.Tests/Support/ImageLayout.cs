namespace DsCnn.Tests;

/// <summary>Images and maps from N x C x H x W, as the library has them, to N x H x W x C, as .tflite files do, and back.</summary>
internal static class ImageLayout
{
    internal static float[] ChannelsLast(ReadOnlySpan<float> images, TensorShape shape) => Turn(images, shape, toLast: true);

    internal static float[] ChannelsFirst(ReadOnlySpan<float> images, TensorShape shape) => Turn(images, shape, toLast: false);

    private static float[] Turn(ReadOnlySpan<float> images, TensorShape shape, bool toLast)
    {
        int channels = shape.Channels, pixels = (int)(shape.Elements / channels);
        float[] turned = new float[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            int image = i / (channels * pixels), channel = i / pixels % channels, pixel = i % pixels, last = (((image * pixels) + pixel) * channels) + channel;
            turned[toLast ? last : i] = images[toLast ? i : last];
        }

        return turned;
    }
}
