using System.Buffers.Binary;

namespace DsCnn.Interop;

/// <summary>Reads the format that <c>torch.save</c> wrote before PyTorch 1.6: five pickles in a row, then each storage as its length and its numbers.</summary>
internal static class TorchLegacyFile
{
    private const long ProtocolVersion = 1001;

    /// <summary>The length of the first pickle in bytes: the protocol, a frame length since protocol 4, and <see cref="Magic"/>.</summary>
    internal const int LongestMagic = 2 + 9 + 13;

    /// <summary>The content and the end of the first pickle, always the same: the number 0x1950a86a20f9469cfc6c.</summary>
    private static ReadOnlySpan<byte> Magic => [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.'];

    /// <summary>Whether a file begins like this format.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> start) => start is [(byte)PickleOpcode.Proto, ..] && EndOfMagic(start) is 15 or LongestMagic;

    internal static ForeignCheckpoint Read(FileStream stream, string? place)
    {
        byte[] start = new byte[Math.Min(stream.Length, PickleBytes.LongestPickle)];
        stream.ReadExactly(start);
        int begin = EndOfMagic(start);
        var reader = new PickleReader(start.AsMemory(begin));

        if (reader.Read() is not ProtocolVersion)
            throw new InvalidDataException($"it must be of PyTorch's legacy protocol {ProtocolVersion}.");
        if (reader.Read() is not PickleDict system || system.Find("little_endian") is not true)
            throw new InvalidDataException("its numbers must be little-endian, which its header does not say.");
        StateDict found = StateDict.Find(reader.Read(), place);
        PickleList keys = reader.Read() as PickleList ?? throw new InvalidDataException("it has no list of its storages.");
        stream.Position = begin + reader.Position;
        return StorageLoader.Load(found, stream.Length, wanted => ReadStorages(stream, keys, reader.Storages, [.. wanted.Select(s => s.Key)]));
    }

    private static int EndOfMagic(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, LongestMagic)].IndexOf(Magic) + Magic.Length;

    private static Dictionary<string, ReadOnlyMemory<byte>> ReadStorages(
        FileStream stream, PickleList keys, IReadOnlyDictionary<string, TorchStorage> storages, HashSet<string> wanted)
    {
        var read = new Dictionary<string, ReadOnlyMemory<byte>>();
        Span<byte> length = stackalloc byte[sizeof(long)];
        foreach (string key in keys.Items.OfType<string>())
        {
            string name = ErrorText.Quote(key);
            if (stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) < length.Length)
                throw new InvalidDataException($"it is cut short before its storage \"{name}\".");
            long elements = BinaryPrimitives.ReadInt64LittleEndian(length);
            TorchStorage storage = storages.GetValueOrDefault(key) ?? throw new InvalidDataException($"its pickle does not describe its storage \"{name}\".");
            if (elements != storage.Elements)
                throw new InvalidDataException($"its storage \"{name}\" must hold {storage.Elements} numbers. Received: {elements}.");
            if (storage.Bytes > stream.Length - stream.Position)
                throw new InvalidDataException($"its storage \"{name}\" of {storage.Bytes} bytes is cut short.");
            if (!wanted.Contains(key))
            {
                stream.Position += storage.Bytes;
                continue;
            }

            byte[] bytes = new byte[storage.Bytes];
            stream.ReadExactly(bytes);
            if (!read.TryAdd(key, bytes))
                throw new InvalidDataException($"its storage \"{name}\" occurs twice.");
        }

        return read;
    }
}
