using System.Buffers.Binary;

namespace DsCnn.Packages.Tests;

/// <summary>A folder of images that are easy to tell apart, as uncompressed BMP files.</summary>
internal static class Pictures
{
    private const int HeaderBytes = 54;

    /// <summary>Writes dark/*.bmp and light/*.bmp.</summary>
    internal static void Write(string folder, int perClass, int size)
    {
        var random = new Random(1);
        foreach ((string name, int brightness) in new[] { ("dark", 0), ("light", 128) })
        {
            string target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
            for (int i = 0; i < perClass; i++)
                File.WriteAllBytes(Path.Combine(target, $"{i}.bmp"), Bitmap(size, () => (byte)(brightness + random.Next(128))));
        }
    }

    /// <summary>24 bits for each pixel; with a size that is a multiple of 4, rows need no padding.</summary>
    internal static byte[] Bitmap(int size, Func<byte> next)
    {
        byte[] file = new byte[HeaderBytes + 3 * size * size];
        "BM"u8.CopyTo(file);
        foreach ((int at, int value) in new[] { (2, file.Length), (10, HeaderBytes), (14, 40), (18, size), (22, size), (26, 1 | 24 << 16), (34, 3 * size * size) })
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        for (int i = HeaderBytes; i < file.Length; i++)
            file[i] = next();
        return file;
    }
}
