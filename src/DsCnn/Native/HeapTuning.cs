using System.Runtime.InteropServices;

namespace DsCnn.Native;

/// <summary>Makes glibc keep the memory of freed tensors, which training would otherwise have to fault in again in every step.</summary>
/// <remarks>
/// By default, glibc returns every large block to the system. mallopt(3): no block is mapped separately, the heap is not trimmed,
/// it grows in large steps, and threads share one. This affects the process permanently, so only training does it. No effect on other systems.
/// </remarks>
internal static partial class HeapTuning
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;
    private const int GrowthBytes = 1 << 28;

    /// <summary>The AppContext switch with which an application keeps its heap unchanged.</summary>
    internal const string OptOut = "DsCnn.LeaveHeapAlone";

    private static readonly Lazy<bool> _applied = new(Apply);

    /// <summary>Applies the settings once per process; returns whether this system supports them.</summary>
    internal static bool EnsureApplied() => _applied.Value;

    private static bool Apply()
    {
        if (!OperatingSystem.IsLinux() || (AppContext.TryGetSwitch(OptOut, out bool leave) && leave))
            return false;
        try
        {
            return Set(MmapMax, 0) + Set(TrimThreshold, int.MaxValue) + Set(TopPad, GrowthBytes) + Set(ArenaMax, 1) > 0;
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException)
        {
            // musl and Bionic have no mallopt, or one that ignores these.
            return false;
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Set(int parameter, int value);
}
