// Makes the embedded subset of Fashion-MNIST: the first 1,000 training and 200 test images of every class.
// Usage, from this folder: dotnet run make-subset.cs /usr/share/datasets/fashion-mnist
using System.Buffers.Binary;
using System.IO.Compression;

foreach ((string split, int perClass) in new[] { ("train", 1000), ("t10k", 200) })
{
    byte[] images = Unzip($"{split}-images-idx3-ubyte.gz");
    byte[] labels = Unzip($"{split}-labels-idx1-ubyte.gz");
    const int imagesHeader = 16, labelsHeader = 8, imageBytes = 28 * 28;

    int[] chosen = [.. Enumerable.Range(0, labels.Length - labelsHeader)
        .GroupBy(i => labels[labelsHeader + i]).SelectMany(oneClass => oneClass.Take(perClass)).Order()];
    Pack(split + "-images-idx3-ubyte.br", images[..imagesHeader], chosen.SelectMany(i => images.AsSpan(imagesHeader + (i * imageBytes), imageBytes).ToArray()));
    Pack(split + "-labels-idx1-ubyte.br", labels[..labelsHeader], chosen.Select(i => labels[labelsHeader + i]));

    void Pack(string name, byte[] header, IEnumerable<byte> content)
    {
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), chosen.Length);
        using var stream = new BrotliStream(File.Create(name), CompressionLevel.SmallestSize);
        stream.Write([.. header, .. content]);
    }
}

byte[] Unzip(string name)
{
    using var unzipped = new MemoryStream();
    using var zipped = new GZipStream(File.OpenRead(Path.Combine(args[0], name)), CompressionMode.Decompress);
    zipped.CopyTo(unzipped);
    return unzipped.ToArray();
}
