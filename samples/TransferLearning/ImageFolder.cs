using DsCnn;
using SkiaSharp;

namespace TransferLearning;

/// <summary>Reads a folder of images, one subfolder per class, into memory: decoded, scaled to one size, red, green and blue.</summary>
internal static class ImageFolder
{
    private static readonly string[] _extensions = [".png", ".jpg", ".jpeg", ".bmp", ".webp"];

    internal static ImageSet Read(string folder, int size)
    {
        string[] classes = [.. Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        var pixels = new MemoryStream();
        var labels = new List<byte>();
        foreach ((int label, string name) in classes.Index())
        {
            foreach (string file in Directory.GetFiles(Path.Combine(folder, name)).Where(HasImageExtension).Order(StringComparer.Ordinal))
            {
                pixels.Write(Decode(file, size));
                labels.Add(checked((byte)label));
            }
        }

        return labels.Count > 0
            ? new ImageSet(new InputSpec(3, size, size), pixels.ToArray(), labels.ToArray(), classes)
            : throw new InvalidDataException($"{folder} holds no images. Expected CLASS/*{string.Join(", CLASS/*", _extensions)}.");
    }

    private static bool HasImageExtension(string file) => _extensions.Contains(Path.GetExtension(file).ToLowerInvariant());

    /// <summary>3 x size x size bytes, channel by channel.</summary>
    private static byte[] Decode(string file, int size)
    {
        using SKBitmap bitmap = SKBitmap.Decode(file) ?? throw new InvalidDataException($"{file} is no image, or a damaged one.");
        using SKBitmap scaled = bitmap.Resize(
            new SKImageInfo(size, size, SKColorType.Rgba8888), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        ReadOnlySpan<byte> rgba = scaled.GetPixelSpan();
        byte[] planes = new byte[3 * size * size];
        for (int i = 0; i < size * size; i++)
        {
            for (int channel = 0; channel < 3; channel++)
                planes[(channel * size * size) + i] = rgba[(4 * i) + channel];
        }

        return planes;
    }
}
