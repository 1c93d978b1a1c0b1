using SkiaSharp;

namespace DsCnn.Tests;

/// <summary>Pictures of shapes on a slope of color, each number another one; drawn as anything else that people have.</summary>
internal static class Scenes
{
    internal static SKBitmap Draw(int number, int width = 128, int height = 96)
    {
        var random = new Random(number);
        var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        using var shader = SKShader.CreateLinearGradient(default, new SKPoint(width, height), [Color(random), Color(random)], SKShaderTileMode.Clamp);
        using var ground = new SKPaint { Shader = shader };
        canvas.DrawPaint(ground);
        for (int i = 0; i < 6; i++)
        {
            using var paint = new SKPaint { Color = Color(random), IsAntialias = true };
            (float x, float y, float size) = (random.NextSingle() * width, random.NextSingle() * height, (0.1f + (0.2f * random.NextSingle())) * width);
            if (random.Next(2) == 0)
                canvas.DrawCircle(x, y, size / 2, paint);
            else
                canvas.DrawRect(x, y, size, size, paint);
        }

        return bitmap;
    }

    internal static void Save(SKBitmap picture, string path, SKEncodedImageFormat format = SKEncodedImageFormat.Png, int quality = 100)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using SKData data = picture.Encode(format, quality);
        File.WriteAllBytes(path, data.ToArray());
    }

    internal static void Save(int number, string path)
    {
        using SKBitmap picture = Draw(number, 64, 48);
        Save(picture, path);
    }

    internal static PlanarImage Pixels(SKBitmap picture, SKEncodedImageFormat format = SKEncodedImageFormat.Png, int quality = 100)
    {
        using SKData data = picture.Encode(format, quality);
        return ImageFile.Decode(data.ToArray(), 1 << 20);
    }

    internal static SKBitmap Scaled(SKBitmap picture, double scale) =>
        picture.Resize(new SKImageInfo((int)(picture.Width * scale), (int)(picture.Height * scale)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

    internal static PlanarImage Darker(PlanarImage picture) => picture with { Pixels = [.. picture.Pixels.Select(v => (byte)(10 + (v * 0.8)))] };

    /// <summary>As bright and dark as any, but no more vivid than most things are.</summary>
    private static SKColor Color(Random random)
    {
        int tone = random.Next(40, 216);
        return new SKColor(Near(tone), Near(tone), Near(tone));

        byte Near(int value) => (byte)(value + random.Next(-40, 41));
    }
}
