using SkiaSharp;

namespace DsCnn.Cli.Tests;

/// <summary>A scratch folder with pictures of stripes: one class has them across, one down, which a tiny network learns in seconds.</summary>
internal sealed class Pictures : IDisposable
{
    internal const string TinySpec = """
        { "name": "tiny", "input": { "channels": 1, "height": 8, "width": 8 },
          "layers": [ { "type": "conv", "filters": 8 }, { "type": "globalAveragePool" }, { "type": "fullyConnected", "units": 2 }, { "type": "softmax" } ] }
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("dscnn").FullName;

    internal Pictures() => File.WriteAllText(Spec, TinySpec);

    internal string Spec => PathOf("spec.json");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    internal string PathOf(params string[] parts) => Path.Combine([_root, .. parts]);

    /// <summary>Draws DATA with the classes across and down, in as many pictures each.</summary>
    internal string Draw(string name, int train, int test = 0, int size = 8, bool color = false)
    {
        foreach ((string split, int count) in new[] { ("train", train), ("test", test) })
        {
            for (int i = 0; i < count; i++)
            {
                DrawOne(PathOf(name, split, "across", $"{i:000}.png"), across: true, seed: i, size, color);
                DrawOne(PathOf(name, split, "down", $"{i:000}.png"), across: false, seed: i, size, color);
            }
        }

        return PathOf(name);
    }

    internal static void DrawOne(string path, bool across, int seed, int size = 8, bool color = false)
    {
        var random = new Random((2 * seed) + (across ? 1 : 0));
        using var bitmap = new SKBitmap(size, size);
        int phase = random.Next(2);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                int stripe = ((across ? y : x) + phase) % 2;
                byte value = (byte)((stripe * 120) + random.Next(100));
                bitmap.SetPixel(x, y, color ? new SKColor(value, 40, 90) : new SKColor(value, value, value));
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        using FileStream file = File.Create(path);
        png.SaveTo(file);
    }
}
