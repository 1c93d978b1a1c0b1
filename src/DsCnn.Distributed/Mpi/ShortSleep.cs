using System.Runtime.InteropServices;

namespace DsCnn.Distributed.Mpi;

/// <summary>Sleeps for less than the millisecond that <see cref="Thread.Sleep(int)"/> takes at least.</summary>
internal static partial class ShortSleep
{
    private const int Microseconds = 50;

    internal static void Do()
    {
        if (OperatingSystem.IsWindows())
            Thread.Sleep(0);
        else
            _ = USleep(Microseconds);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int USleep(uint microseconds);
}
