using DsCnn;
using SkiaSharp;

namespace MlNet;

/// <summary>Reads pictures into the numbers that a network takes.</summary>
internal static class Pictures
{
    /// <summary>Reads a picture of the network's size.</summary>
    /// <exception cref="InvalidDataException">It is no picture, or one of another size.</exception>
    internal static float[] Read(string path, Classifier classifier)
    {
        InputSpec input = classifier.Input;
        using SKBitmap bitmap = SKBitmap.Decode(path) ?? throw new InvalidDataException($"{path} is no picture.");
        if (bitmap.Width != input.Width || bitmap.Height != input.Height)
            throw new InvalidDataException($"{path}: expected {input.Width} x {input.Height} pixels. Received: {bitmap.Width} x {bitmap.Height}.");
        byte[] pixels = new byte[input.Shape.Elements];
        for (int i = 0; i < pixels.Length; i++)
        {
            int channel = i / (input.Width * input.Height);
            int position = i % (input.Width * input.Height);
            SKColor color = bitmap.GetPixel(position % input.Width, position / input.Width);
            pixels[i] = channel switch { 0 => color.Red, 1 => color.Green, _ => color.Blue };
        }

        float[] numbers = new float[pixels.Length];
        classifier.Preprocess(pixels, numbers);
        return numbers;
    }
}
