using System.Globalization;

namespace DsCnn.Tests;

/// <summary>Image files made by Pillow, and the pixels that Pillow sees in them (tests/reference/make_images.py).</summary>
internal static class ImageFixtures
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "fixtures", "images");

    /// <summary>File and size ("-", "ROWSxCOLUMNS" or "gray") to the pixels.</summary>
    private static readonly Dictionary<(string File, string Size), PlanarImage> _pixels = File.ReadLines(PathOf("pixels.txt"))
        .Select(line => line.Split(' '))
        .ToDictionary(
            part => (part[0], part[1]),
            part => new PlanarImage(Number(part[2]), Number(part[3]), Number(part[4]), Convert.FromHexString(part[5])));

    internal static IEnumerable<(string File, string Size)> Cases => _pixels.Keys;

    internal static string PathOf(string file) => Path.Combine(_folder, file);

    internal static PlanarImage Pixels(string file, string size = "-") => _pixels[(file, size)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
