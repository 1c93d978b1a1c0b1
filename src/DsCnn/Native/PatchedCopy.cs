using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DsCnn.Native;

/// <summary>Keeps the patched <c>libLibTorchSharp.so</c> in the user's cache folder, under the hash of its content, and loads it.</summary>
internal sealed class PatchedCopy(IReadOnlyList<string> cacheFolders)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Anyone who can write into the folder can run code in this process.
    private const UnixFileMode WritableByOthers = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    internal static PatchedCopy ForUser() => new([.. UserCacheFolders()]);

    /// <summary>Loads the bytes as a library from the first cache folder that allows it, else from a temporary folder.</summary>
    /// <exception cref="DllNotFoundException">The dynamic linker refused the library everywhere.</exception>
    /// <exception cref="IOException">Not even the temporary folder can be written.</exception>
    internal nint Load(byte[] patched)
    {
        foreach (string folder in cacheFolders)
        {
            try
            {
                return NativeLibrary.Load(Store(folder, patched));
            }
            catch (Exception error) when (IsFoldersFault(error))
            {
                // Read-only home, full disk, noexec mount: the next folder may do.
            }
        }

        string temporary = Directory.CreateTempSubdirectory("dscnn-").FullName;
        try
        {
            return NativeLibrary.Load(Store(temporary, patched));
        }
        finally
        {
            // The loaded library stays mapped without its name.
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>Writes the bytes to <c>libLibTorchSharp-HASH.so</c> in a folder, unless it is there with exactly these bytes.</summary>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written, or others can write into it.</exception>
    internal static string Store(string folder, byte[] patched)
    {
        CreatePrivateFolder(folder);
        string name = Path.GetFileNameWithoutExtension(LibTorchSharpPatch.FileName);
        string path = Path.Combine(folder, $"{name}-{Convert.ToHexStringLower(SHA256.HashData(patched))}.so");
        if (HasContent(path, patched)) return path;

        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, patched);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
        return path;
    }

    private static bool IsFoldersFault(Exception error)
        => error is IOException or UnauthorizedAccessException
        || (error is DllNotFoundException && error.Message.Contains(LoadFailure.NotMapped, StringComparison.Ordinal));

    private static void CreatePrivateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        UnixFileMode mode = File.GetUnixFileMode(folder);
        if ((mode & WritableByOthers) != 0)
            throw new UnauthorizedAccessException($"Expected {folder} to be writable by its owner only. Received: {mode}.");
    }

    // A name is no proof: the file may have been cut short or exchanged.
    private static bool HasContent(string path, byte[] expected)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length == expected.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(expected);
    }

    private static IEnumerable<string> UserCacheFolders()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (Path.IsPathRooted(cache)) yield return Path.Combine(cache, "dscnn");

        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length > 0) yield return Path.Combine(home, ".cache", "dscnn");

        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (data.Length > 0) yield return Path.Combine(data, "dscnn");
    }
}
