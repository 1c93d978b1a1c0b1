using System.Runtime.InteropServices;

namespace DsCnn.Tests;

public sealed partial class ThreadWaitingTests
{
    /// <summary>libgomp reads the C environment, and only what stands there before it is loaded counts.</summary>
    [Fact]
    public void Threads_sleep_soon_after_an_operation_unless_the_user_decided_otherwise()
    {
        NativeBackend.EnsureLoaded();
        if (!OperatingSystem.IsLinux())
            return;
        string[] decided = ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME"];
        string? expected = decided.Any(name => Environment.GetEnvironmentVariable(name) is not null) ? Environment.GetEnvironmentVariable("GOMP_SPINCOUNT") : ThreadWaiting.Turns;

        Marshal.PtrToStringUTF8(GetVariable("GOMP_SPINCOUNT")).Should().Be(expected);
    }

    [LibraryImport("libc.so.6", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetVariable(string name);
}
