namespace DsCnn.Native;

/// <summary>Checks a shared library before the dynamic linker sees it.</summary>
internal static class LibraryFile
{
    private const int HeaderSize = 64;
    private const int SegmentHeaderSize = 56;
    private const uint SegmentTypeLoad = 1;

    /// <summary>Checks that every part the linker will map is in the file.</summary>
    /// <remarks>The linker maps a truncated file without complaint, and the process crashes on first use.</remarks>
    /// <exception cref="InvalidDataException">The file is not a 64-bit ELF file, or is truncated.</exception>
    internal static void RequireComplete(string path)
    {
        using FileStream stream = File.OpenRead(path);
        ElfRegion header = Read(stream, 0, HeaderSize, "ELF header");
        LibTorchSharpPatch.RequireElf(header);
        int entrySize = header.UInt16(0x36);
        if (entrySize != SegmentHeaderSize)
            throw new InvalidDataException($"Expected segment headers of {SegmentHeaderSize} bytes. Received: {entrySize}.");

        int count = header.UInt16(0x38);
        ElfRegion segments = Read(stream, header.UInt64(0x20), count * SegmentHeaderSize, "segment headers");
        for (int i = 0; i < count; i++)
        {
            long segment = (long)i * SegmentHeaderSize;
            if (segments.UInt32(segment) != SegmentTypeLoad) continue;
            ulong start = segments.UInt64(segment + 8);
            ulong length = segments.UInt64(segment + 0x20);
            if (start > (ulong)stream.Length || length > (ulong)stream.Length - start)
                throw TooShort($"a segment of {length} bytes", start, stream.Length);
        }
    }

    /// <summary>The path of a library of this name, with or without a version suffix, that the process has already mapped.</summary>
    internal static string? FindLoaded(string name)
    {
        const string Maps = "/proc/self/maps";
        if (!File.Exists(Maps)) return null;
        foreach (string line in File.ReadLines(Maps))
        {
            int start = line.IndexOf('/', StringComparison.Ordinal);
            if (start >= 0 && Path.GetFileName(line[start..]).StartsWith(name, StringComparison.Ordinal)) return line[start..];
        }
        return null;
    }

    // Links can give one file two paths, so the length decides: two versions of libtorch have different lengths.
    internal static bool IsSame(string loaded, string path) => File.Exists(loaded) && Length(loaded) == Length(path);

    private static long Length(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return stream.Length;
    }

    private static ElfRegion Read(FileStream stream, ulong start, int length, string name)
    {
        if (start > (ulong)stream.Length || length > stream.Length - (long)start)
            throw TooShort($"{length} bytes of {name}", start, stream.Length);
        byte[] bytes = new byte[length];
        stream.Position = (long)start;
        stream.ReadExactly(bytes);
        return new ElfRegion(bytes, 0, length, name);
    }

    private static InvalidDataException TooShort(string expected, ulong start, long length)
        => new($"Expected {expected} at offset {start}. Received: a file of {length} bytes.");
}
