using System.Runtime.InteropServices;

namespace DsCnn.Native;

/// <summary>Lets libtorch's threads sleep soon after an operation, instead of keeping their processors busy for milliseconds.</summary>
/// <remarks>
/// Two trainings on one machine, or one in a container with a limit, otherwise spend most of their time waiting for each other. libgomp reads the variable when it is loaded, and from the C environment, which
/// .NET's own does not change on Unix. Who sets OMP_WAIT_POLICY, GOMP_SPINCOUNT or KMP_BLOCKTIME decides for themselves.
/// </remarks>
internal static partial class ThreadWaiting
{
    private const string SpinCount = "GOMP_SPINCOUNT";

    /// <summary>Some tens of microseconds: longer than from one operation of a network to the next.</summary>
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
            // Threads wait as libgomp would have them.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
