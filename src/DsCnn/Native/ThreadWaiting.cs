using System.Runtime.InteropServices;

namespace DsCnn.Native;

/// <summary>Makes libtorch's threads sleep soon after an operation, instead of busy-waiting for milliseconds.</summary>
/// <remarks>
/// Otherwise two training runs on one machine, or one in a container with a CPU limit, spend most of their time waiting for each other. libgomp reads the variable when it is loaded, from the C environment, which
/// .NET's own does not change on Unix. Users who set OMP_WAIT_POLICY, GOMP_SPINCOUNT or KMP_BLOCKTIME keep their choice.
/// </remarks>
internal static partial class ThreadWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    /// <summary>A few tens of microseconds: longer than the time between two operations of a network.</summary>
    internal const string Turns = "10000";

    private static readonly string[] _decided = ["OMP_WAIT_POLICY", SpinCount, "KMP_BLOCKTIME"];

    /// <summary>Must run before libtorch is loaded.</summary>
    internal static void Shorten()
    {
        if (!OperatingSystem.IsLinux() || _decided.Any(name => Environment.GetEnvironmentVariable(name) is not null))
            return;
        try
        {
            _ = SetVariable(SpinCount, Turns, overwrite: 0);
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // Threads then wait with libgomp's defaults.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
