using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DsCnn.Native;

/// <summary>Loads a library from bytes.</summary>
/// <remarks>
/// The dynamic linker wants a file. It gets one without a name, by its descriptor: in memory, or where the system allows no such library, in a folder. Even where another user owns that folder, nobody
/// can reach the file to exchange or change it, nothing stays behind, and processes have nothing to share.
/// </remarks>
internal static partial class LibraryImage
{
    /// <summary>The place that is no folder.</summary>
    internal const string Memory = "memory";

    private const string Descriptors = "/proc/self/fd/";
    private const uint CloseOnExec = 1;

    /// <summary>Memory, then the folders in which a program may expect to write.</summary>
    internal static IReadOnlyList<string> Places =>
    [
        Memory,
        Path.GetTempPath(),
        .. new[] { Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }
            .OfType<string>().Where(Path.IsPathRooted),
    ];

    /// <summary>Loads the bytes from the first place that allows it.</summary>
    /// <exception cref="DllNotFoundException">The dynamic linker refuses the library itself.</exception>
    /// <exception cref="IOException">No place will do; the message says of each why.</exception>
    internal static nint Load(byte[] image, IEnumerable<string> places)
    {
        var refusals = new List<string>();
        foreach (string place in places)
        {
            try
            {
                using FileStream file = place == Memory ? CreateInMemory() : CreateIn(place);
                file.Write(image);
                file.Flush();
                return NativeLibrary.Load(Descriptors + file.SafeFileHandle.DangerousGetHandle());
            }
            catch (Exception error) when (IsPlacesFault(error))
            {
                refusals.Add($"{place}: {LoadFailure.Reason(error)}");
            }
        }

        throw new IOException(string.Join("; ", refusals));
    }

    private static bool IsPlacesFault(Exception error) =>
        error is IOException or UnauthorizedAccessException or EntryPointNotFoundException
        || (error is DllNotFoundException refused && LoadFailure.IsOfPlace(refused, Descriptors));

    private static FileStream CreateInMemory()
    {
        int descriptor = CreateMemoryFile(LibTorchSharpPatch.FileName, CloseOnExec);
        return descriptor >= 0
            ? new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.ReadWrite)
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>A new file of this user alone, never one that is there or that a link leads to, which loses its name at once.</summary>
    private static FileStream CreateIn(string folder)
    {
        string path = Path.Combine(folder, $".dscnn-{Guid.NewGuid():N}.so");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        try
        {
            File.Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
