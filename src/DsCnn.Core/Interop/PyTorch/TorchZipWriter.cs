using System.IO.Compression;

namespace DsCnn.Interop;

/// <summary>Writes a file for <c>torch.load</c>: an uncompressed zip archive of a pickle and one entry per tensor.</summary>
internal static class TorchZipWriter
{
    private const string Root = "archive/";

    internal static void Write(string path, IReadOnlyList<RawTensor> tensors)
    {
        byte[] pickle = PickleWriter.StateDict(tensors);
        AtomicFile.Write(path, stream =>
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            Add(archive, TorchZipFile.PickleName, pickle);
            Add(archive, "byteorder", "little"u8);
            foreach ((int key, RawTensor tensor) in tensors.Index())
                Add(archive, TorchZipFile.StorageFolder + key.ToString(System.Globalization.CultureInfo.InvariantCulture), tensor.Bytes.Span);
            Add(archive, "version", "3\n"u8);
        });
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> bytes)
    {
        ZipArchiveEntry entry = archive.CreateEntry(Root + name, CompressionLevel.NoCompression);

        // Same weights, same file.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using Stream content = entry.Open();
        content.Write(bytes);
    }
}
