using System.IO.Compression;

namespace DsCnn.Interop;

/// <summary>Reads the format that <c>torch.save</c> has written since PyTorch 1.6: an uncompressed zip archive of a pickle and one entry per storage.</summary>
internal static class TorchZipFile
{
    internal const string PickleName = "data.pkl";
    internal const string StorageFolder = "data/";

    internal static ForeignCheckpoint Read(FileStream stream, string? place)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        Dictionary<string, ZipArchiveEntry> entries = Entries(archive);
        string[] pickles = [.. entries.Keys.Where(name => name == PickleName || name.EndsWith('/' + PickleName))];
        if (pickles is not [var pickleName])
        {
            throw new InvalidDataException(
                $"it is a zip archive, but not one that torch.save wrote: {pickles.Length} entries are called {PickleName}.");
        }

        string root = pickleName[..^PickleName.Length];
        RequireLittleEndian(entries, root);

        if (entries[pickleName].Length > PickleBytes.LongestPickle)
            throw new InvalidDataException($"its pickle is longer than {PickleBytes.LongestPickle} bytes.");
        var budget = new ByteBudget(stream.Length);
        byte[] pickle = ReadEntry(entries[pickleName], budget);
        return StorageLoader.Load(
            StateDict.Find(new PickleReader(pickle).Read(), place),
            stream.Length,
            storages => storages.ToDictionary(s => s.Key, s => ReadStorage(entries, root, s, budget)));
    }

    private static Dictionary<string, ZipArchiveEntry> Entries(ZipArchive archive)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"the entry \"{entry.FullName}\" occurs in its zip archive twice.");
        }

        return entries;
    }

    private static void RequireLittleEndian(Dictionary<string, ZipArchiveEntry> entries, string root)
    {
        const string little = "little";
        if (!entries.TryGetValue(root + "byteorder", out ZipArchiveEntry? order))
            return;
        if (order.Length != little.Length || !ReadEntry(order, new ByteBudget(little.Length)).AsSpan().SequenceEqual("little"u8))
            throw new InvalidDataException("its numbers must be little-endian, but its entry \"byteorder\" says otherwise.");
    }

    private static ReadOnlyMemory<byte> ReadStorage(
        Dictionary<string, ZipArchiveEntry> entries, string root, TorchStorage storage, ByteBudget budget)
    {
        ZipArchiveEntry entry = entries.GetValueOrDefault(root + StorageFolder + storage.Key)
            ?? throw new InvalidDataException($"its zip archive has no entry \"{root}{StorageFolder}{storage.Key}\".");
        return entry.Length == storage.Bytes
            ? ReadEntry(entry, budget)
            : throw new InvalidDataException(
                $"the entry \"{entry.FullName}\" must have {storage.Bytes} bytes for {storage.Elements} x {storage.Type.DataType}. " +
                $"Received: {entry.Length}.");
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, ByteBudget budget)
    {
        // PyTorch never compresses. An uncompressed entry cannot expand.
        if (entry.CompressedLength != entry.Length)
            throw new InvalidDataException($"the entry \"{entry.FullName}\" is compressed, which torch.save never does.");
        budget.Take(entry.Length, entry.FullName);
        byte[] bytes = new byte[entry.Length];
        using Stream content = entry.Open();
        if (content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidDataException($"the entry \"{entry.FullName}\" is cut short.");
        return bytes;
    }
}
