using System.Buffers.Binary;

namespace DsCnn;

/// <summary>Reads what <c>torch.save</c> wrote before PyTorch 1.6: five pickles in a row, then each storage as its length and its numbers.</summary>
internal static class TorchLegacyFile
{
    private const long ProtocolVersion = 1001;

    /// <summary>The first pickle, always the same: the number 0x1950a86a20f9469cfc6c.</summary>
    internal static ReadOnlySpan<byte> Magic => [0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    internal static WeightSet Read(FileStream stream)
    {
        byte[] start = new byte[Math.Min(stream.Length, PickleReader.LongestPickle) - Magic.Length];
        stream.Position = Magic.Length;
        stream.ReadExactly(start);
        var reader = new PickleReader(start);

        if (reader.Read() is not ProtocolVersion)
            throw new InvalidDataException($"it must be of PyTorch's legacy protocol {ProtocolVersion}.");
        if (reader.Read() is not PickleDict system || system.Find("little_endian") is not true)
            throw new InvalidDataException("its numbers must be little-endian, which its header does not say.");
        IReadOnlyList<KeyValuePair<string, TorchTensor>> tensors = StateDict.Find(reader.Read());
        PickleList keys = reader.Read() as PickleList ?? throw new InvalidDataException("it has no list of its storages.");
        stream.Position = Magic.Length + reader.Position;
        return StorageLoader.Load(tensors, stream.Length, storages => ReadStorages(stream, keys, storages));
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadStorages(FileStream stream, PickleList keys, IEnumerable<TorchStorage> wanted)
    {
        Dictionary<string, TorchStorage> storages = wanted.ToDictionary(s => s.Key);
        var read = new Dictionary<string, ReadOnlyMemory<byte>>();
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (string key in keys.Items.OfType<string>())
        {
            if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
                throw new InvalidDataException($"it is cut short before its storage \"{key}\".");
            long elements = BinaryPrimitives.ReadInt64LittleEndian(length);

            // A storage that only left-out counters use is as long as they say.
            TorchStorage storage = storages.GetValueOrDefault(key)
                ?? new TorchStorage(key, TorchStorageType.Int64, Math.Clamp(elements, 0, int.MaxValue));
            if (elements != storage.Elements)
                throw new InvalidDataException($"its storage \"{key}\" must hold {storage.Elements} numbers. Received: {elements}.");
            if (storage.Bytes > stream.Length - stream.Position)
                throw new InvalidDataException($"its storage \"{key}\" of {storage.Bytes} bytes is cut short.");
            if (!storages.ContainsKey(key))
            {
                stream.Position += storage.Bytes;
                continue;
            }

            byte[] bytes = new byte[storage.Bytes];
            stream.ReadExactly(bytes);
            if (!read.TryAdd(key, bytes))
                throw new InvalidDataException($"its storage \"{key}\" is there twice.");
        }

        return read;
    }
}
