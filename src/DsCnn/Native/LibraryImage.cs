using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DsCnn.Native;

/// <summary>Loads a library from bytes.</summary>
/// <remarks>
/// The dynamic linker needs a file. It gets one without a name, through its descriptor: in memory or, if the system does not allow loading libraries from there, in a folder. Even if another user owns that folder, nobody
/// can replace or change the file, nothing is left behind, and processes share nothing.
/// </remarks>
internal static partial class LibraryImage
{
    /// <summary>The name of the place that is not a folder.</summary>
    internal const string Memory = "memory";

    private const string Descriptors = "/proc/self/fd/";
    private const uint CloseOnExec = 1;

    /// <summary>Memory, then the folders in which a program can expect to write.</summary>
    internal static IReadOnlyList<string> Places =>
    [
        Memory,
        Path.GetTempPath(),
        .. new[] { Environment.GetEnvironmentVariable("XDG_CACHE_HOME"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }
            .OfType<string>().Where(Path.IsPathRooted),
    ];

    /// <summary>Loads the bytes from the first place that allows it.</summary>
    /// <exception cref="DllNotFoundException">The dynamic linker rejects the library itself.</exception>
    /// <exception cref="IOException">No place works; the message gives the reason for each.</exception>
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

    /// <summary>A new file that only this user can access, never an existing one or the target of a link, which loses its name immediately.</summary>
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
