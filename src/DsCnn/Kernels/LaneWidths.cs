using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Kernels;

/// <summary>Which lanes this processor supports, and whether a number of channels fills one.</summary>
internal static class LaneWidths
{
    internal static bool Fits512(int channels) => Vector512.IsHardwareAccelerated && Avx512F.IsSupported && channels >= Lane512.Width;

    internal static bool Fits256(int channels) => Fma.IsSupported && Avx2.IsSupported && channels >= Lane256.Width;
}
