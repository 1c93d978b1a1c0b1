// The only definition of the patch, compiled twice: into DsCnn.dll, and by MSBuild's RoslynCodeTaskFactory for DsCnn.targets
// next to it. That factory takes exactly one file, defines no symbols and compiles against netstandard2.0 without implicit
// usings; so everything is in this file, "#if !NET" marks what only the build needs, and the C# is plain.
#if !NET
using System;
using System.IO;
#endif

namespace DsCnn;

/// <summary>Makes <c>libLibTorchSharp.so</c> loadable where libstdc++ is older than GCC 13's.</summary>
/// <remarks>
/// The file needs version <c>GLIBCXX_3.4.32</c> of <c>libstdc++.so.6</c> only for an iostream marker that no relocation refers
/// to. If <c>VER_FLG_WEAK</c> is set on that one need, the dynamic linker continues without the version. Layouts:
/// System V ABI (ELF64 header, section header) and the Linux Standard Base (section "Symbol Versioning").
/// </remarks>
internal static class LibTorchSharpPatch
{
    internal const string FileName = "libLibTorchSharp.so";
    internal const string Library = "libstdc++.so.6";
    internal const string Version = "GLIBCXX_3.4.32";

    // The real file has 2.4 MB; a limit keeps a wrong file from being read into memory.
    private const long MaximumLength = 256L * 1024 * 1024;

    private const uint SectionTypeStrings = 3;
    private const uint SectionTypeVersionNeeds = 0x6ffffffe;
    private const int SectionHeaderSize = 64;
    private const int NeedSize = 16;
    private const byte FlagWeak = 2;

    /// <summary>Sets the weak flag in a file, which is replaced by a new one with the same timestamp and permissions.</summary>
    /// <returns>False when there is nothing to do: no such need, or weak already.</returns>
    /// <exception cref="InvalidDataException">The file is not a complete 64-bit little-endian ELF file.</exception>
    internal static bool PatchFile(string path)
    {
        long flags = FindStrongNeed(Read(path));
        if (flags < 0) return false;

        // Never in place: the path may be a hard or symbolic link into the shared packages folder.
        string temporary = path + "." + Guid.NewGuid().ToString("N") + ".tmp";
        try
        {
            File.Copy(path, temporary);
            File.SetAttributes(temporary, FileAttributes.Normal);

            // Of the copy, not of the path, which may be a link with its own time.
            DateTime written = File.GetLastWriteTimeUtc(temporary);
            using (FileStream stream = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                stream.Position = flags;
                int old = stream.ReadByte();
                stream.Position = flags;
                stream.WriteByte((byte)(old | FlagWeak));
            }

            // An incremental build compares length and time, and so does not copy the original over it again.
            File.SetLastWriteTimeUtc(temporary, written);
            File.Replace(temporary, path, null);
        }
        finally
        {
            File.Delete(temporary);
        }
        return true;
    }

    /// <summary>Sets the weak flag in memory.</summary>
    /// <returns>False when there is nothing to do: no such need, or weak already.</returns>
    /// <exception cref="InvalidDataException">The bytes are not a complete 64-bit little-endian ELF file.</exception>
    internal static bool Patch(byte[] image)
    {
        long flags = FindStrongNeed(image);
        if (flags < 0) return false;
        image[flags] |= FlagWeak;
        return true;
    }

    internal static void RequireElf(ElfRegion file)
    {
        if (file.UInt32(0) != 0x464c457f || file.Byte(4) != 2 || file.Byte(5) != 1)
            throw new InvalidDataException("Expected a 64-bit little-endian ELF file. Received: other first bytes.");
    }

    internal static byte[] Read(string path)
    {
        long length = new FileInfo(path).Length;
        if (length > MaximumLength)
            throw new InvalidDataException("Expected at most " + MaximumLength + " bytes. Received: " + length + ".");
        return File.ReadAllBytes(path);
    }

    // The position of the need's flags, or -1 if it is absent or weak.
    private static long FindStrongNeed(byte[] image)
    {
        ElfRegion file = new ElfRegion(image, 0, image.LongLength, "file");
        RequireElf(file);
        ulong tableStart = file.UInt64(0x28);
        int entrySize = file.UInt16(0x3a);
        int count = file.UInt16(0x3c);
        if (tableStart == 0) return -1;
        if (entrySize != SectionHeaderSize)
            throw new InvalidDataException("Expected section headers of " + SectionHeaderSize + " bytes. Received: " + entrySize + ".");

        ElfRegion headers = file.Slice(tableStart, (ulong)entrySize * (ulong)count, "section header table");
        for (int i = 0; i < count; i++)
        {
            if (headers.UInt32(i * SectionHeaderSize + 4) != SectionTypeVersionNeeds) continue;
            long flags = FindStrongNeed(file, headers, i);
            if (flags >= 0) return flags;
        }
        return -1;
    }

    private static long FindStrongNeed(ElfRegion file, ElfRegion headers, long index)
    {
        ElfRegion needs = Section(file, headers, index, "version needs");
        long stringsIndex = headers.UInt32(index * SectionHeaderSize + 0x28);
        if (headers.UInt32(stringsIndex * SectionHeaderSize + 4) != SectionTypeStrings)
            throw new InvalidDataException("Expected a string table as section " + stringsIndex + ", the link of the version needs.");
        ElfRegion strings = Section(file, headers, stringsIndex, "version names");

        // Chains can overlap in a corrupt file. A valid one has each entry once, which bounds the work by the section's size.
        long budget = needs.Length / NeedSize;
        for (long need = 0, next = 1; next != 0; need += next)
        {
            Spend(ref budget);
            next = needs.UInt32(need + 12);
            if (!strings.HasString(needs.UInt32(need + 4), Library)) continue;
            long version = need + needs.UInt32(need + 8);
            for (long step = 1; step != 0; version += step)
            {
                Spend(ref budget);
                step = needs.UInt32(version + 12);
                bool isStrong = (needs.UInt16(version + 4) & FlagWeak) == 0;
                if (isStrong && strings.HasString(needs.UInt32(version + 8), Version)) return needs.Start + version + 4;
            }
        }
        return -1;
    }

    private static void Spend(ref long budget)
    {
        if (--budget < 0) throw new InvalidDataException("Expected version needs that follow each other. Received: chains that overlap.");
    }

    private static ElfRegion Section(ElfRegion file, ElfRegion headers, long index, string name)
    {
        long header = index * SectionHeaderSize;
        return file.Slice(headers.UInt64(header + 0x18), headers.UInt64(header + 0x20), name);
    }
}

/// <summary>A part of an ELF file. Every read is checked against its bounds.</summary>
internal sealed class ElfRegion
{
    private readonly byte[] _bytes;
    private readonly string _name;

    internal ElfRegion(byte[] bytes, long start, long length, string name)
    {
        _bytes = bytes;
        _name = name;
        Start = start;
        Length = length;
    }

    internal long Start { get; }

    internal long Length { get; }

    internal ElfRegion Slice(ulong start, ulong length, string name)
    {
        if (start > (ulong)Length || length > (ulong)Length - start)
        {
            throw new InvalidDataException("Expected " + length + " bytes of " + name + " at offset " + start
                + ". Received: a " + _name + " of " + Length + " bytes.");
        }
        return new ElfRegion(_bytes, Start + (long)start, (long)length, name);
    }

    internal byte Byte(long offset) => _bytes[Place(offset, 1)];

    internal ushort UInt16(long offset)
    {
        long at = Place(offset, 2);
        return (ushort)(_bytes[at] | (_bytes[at + 1] << 8));
    }

    internal uint UInt32(long offset) => UInt16(offset) | ((uint)UInt16(offset + 2) << 16);

    internal ulong UInt64(long offset) => UInt32(offset) | ((ulong)UInt32(offset + 4) << 32);

    // Whether a zero-terminated ASCII string starts here.
    internal bool HasString(long offset, string text)
    {
        long at = Place(offset, 1);
        if (offset > Length - text.Length - 1) return false;
        for (int i = 0; i < text.Length; i++)
        {
            if (_bytes[at + i] != text[i]) return false;
        }
        return _bytes[at + text.Length] == 0;
    }

    private long Place(long offset, long size)
    {
        if (offset < 0 || offset > Length - size)
        {
            throw new InvalidDataException("Expected " + size + " bytes at offset " + offset + " of the " + _name
                + ". Received: a " + _name + " of " + Length + " bytes.");
        }
        return Start + offset;
    }
}

#if !NET
/// <summary>The build task: patches the given copies, and warns about one that it cannot read instead of failing the build.</summary>
public sealed class DsCnnPatchLibTorchSharp : Microsoft.Build.Utilities.Task
{
    [Microsoft.Build.Framework.Required]
    public Microsoft.Build.Framework.ITaskItem[] Files { get; set; }

    // False if a file could not be read, so that the next build warns again.
    [Microsoft.Build.Framework.Output]
    public bool AllRead { get; set; }

    public override bool Execute()
    {
        AllRead = true;
        foreach (Microsoft.Build.Framework.ITaskItem item in Files)
        {
            string path = item.GetMetadata("FullPath");
            try
            {
                if (!LibTorchSharpPatch.PatchFile(path)) continue;
                Log.LogMessage("DsCnn: made the need of {0} weak in {1}", LibTorchSharpPatch.Version, path);
            }
            catch (Exception error) when (error is InvalidDataException || error is IOException || error is UnauthorizedAccessException)
            {
                AllRead = false;
                Log.LogWarning(null, "DSCNN001", null, path, 0, 0, 0, 0,
                    "{0} The file was left as it is and may not load on Debian 12 or Ubuntu 22.04. "
                    + "Delete it and build again, or set DsCnnPatchLibTorch to false.",
                    error.Message);
            }
        }
        return true;
    }
}
#endif
