using System.Buffers.Binary;

namespace DsCnn.Tests.Native;

/// <summary>The real libLibTorchSharp.so, as it comes in the package and as the build left it in the output.</summary>
internal static class RealLibrary
{
    internal static string OutputPath => Path.Combine(AppContext.BaseDirectory, LibTorchSharpPatch.FileName);

    /// <summary>The bytes of the package's file, made from the output's by clearing the flag.</summary>
    internal static byte[] Original()
    {
        byte[] image = File.ReadAllBytes(OutputPath);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(FlagsOffset(image)), 0);
        return image;
    }

    /// <summary>Finds the flags without walking the file: they follow the version's hash, which is in the file once.</summary>
    internal static int FlagsOffset(byte[] image)
    {
        byte[] hash = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(hash, ElfHash(LibTorchSharpPatch.Version));
        int first = image.AsSpan().IndexOf(hash);
        first.Should().BePositive();
        image.AsSpan(first + 4).IndexOf(hash).Should().BeNegative("the hash should be in the file once");
        return first + 4;
    }

    // The hash function of the System V ABI, section "Hash Table".
    private static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf0000000;
            hash ^= high >> 24;
            hash &= ~high;
        }
        return hash;
    }
}
