using SkiaSharp;

namespace TransferLearning;

/// <summary>Draws a folder of images to learn from, for those who have none at hand: bright circles, squares and triangles on a dark ground with some lines.</summary>
internal static class ShapePictures
{
    private const int Size = 64;

    internal static void Draw(string folder, int trainPerClass, int testPerClass)
    {
        var random = new Random(1);
        foreach ((string split, int count) in new[] { ("train", trainPerClass), ("test", testPerClass) })
        {
            foreach (string shape in new[] { "circle", "square", "triangle" })
            {
                string target = Directory.CreateDirectory(Path.Combine(folder, split, shape)).FullName;
                for (int i = 0; i < count; i++)
                    DrawOne(Path.Combine(target, $"{i:000}.png"), shape, random);
            }
        }
    }

    private static void DrawOne(string path, string shape, Random random)
    {
        using var bitmap = new SKBitmap(Size, Size);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Color(random, 0, 90));
        using var paint = new SKPaint { IsAntialias = true };
        for (int i = 0; i < 4; i++)
        {
            paint.Color = Color(random, 0, 256);
            paint.StrokeWidth = random.Next(1, 3);
            canvas.DrawLine(random.Next(Size), random.Next(Size), random.Next(Size), random.Next(Size), paint);
        }

        paint.Color = Color(random, 140, 256);
        float radius = random.Next(14, 24);
        var center = new SKPoint(random.Next(24, 40), random.Next(24, 40));
        canvas.RotateDegrees(random.Next(360), center.X, center.Y);
        if (shape == "circle")
            canvas.DrawCircle(center, radius, paint);
        else
            canvas.DrawPath(Polygon(center, radius, shape == "square" ? 4 : 3), paint);

        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }

    private static SKPath Polygon(SKPoint center, float radius, int corners)
    {
        var path = new SKPath();
        path.AddPoly([.. Enumerable.Range(0, corners).Select(i =>
        {
            double angle = 2 * Math.PI * i / corners;
            return new SKPoint(center.X + (radius * (float)Math.Cos(angle)), center.Y + (radius * (float)Math.Sin(angle)));
        })]);
        return path;
    }

    private static SKColor Color(Random random, int darkest, int brightest) =>
        new((byte)random.Next(darkest, brightest), (byte)random.Next(darkest, brightest), (byte)random.Next(darkest, brightest));
}
