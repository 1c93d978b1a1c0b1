using System.IO.Compression;
using DsCnn;
using DsCnn.Data;

namespace QuickStart;

/// <summary>Finds Fashion-MNIST: the full set where this machine has it, else the subset inside this program.</summary>
internal sealed record SampleData(ImageSet Train, ImageSet Test, string Source, bool IsFull)
{
    private const string FolderVariable = "DSCNN_DATA";

    internal static SampleData Find()
    {
        string? chosen = Environment.GetEnvironmentVariable(FolderVariable);
        string folder = string.IsNullOrEmpty(chosen) ? FashionMnist.DebianFolder : chosen;
        if (chosen is { Length: > 0 } || Directory.Exists(folder))
        {
            (ImageSet train, ImageSet test) = FashionMnist.Load(folder);
            return new SampleData(train, test, folder, IsFull: true);
        }

        return Embedded();
    }

    internal static SampleData Embedded() =>
        new(Unpack("train"), Unpack("t10k"), "the subset in this program", IsFull: false);

    private static ImageSet Unpack(string split)
    {
        using Stream images = Open($"{split}-images-idx3-ubyte");
        using Stream labels = Open($"{split}-labels-idx1-ubyte");
        return IdxFile.ReadImages(images, labels, FashionMnist.ClassNames);
    }

    private static BrotliStream Open(string name) =>
        new(typeof(SampleData).Assembly.GetManifestResourceStream(name)!, CompressionMode.Decompress);
}
