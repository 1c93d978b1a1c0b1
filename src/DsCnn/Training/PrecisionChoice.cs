using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Decides what <see cref="TrainingPrecision.Automatic"/> means here.</summary>
internal static class PrecisionChoice
{
    private static readonly bool _multipliesBFloat16 = MultipliesBFloat16();

    internal static TrainingPrecision For(TrainingPrecision asked, Device device) =>
        asked != TrainingPrecision.Automatic ? asked
        : device.type == DeviceType.CUDA ? TrainingPrecision.TensorFloat32
        : _multipliesBFloat16 ? TrainingPrecision.BFloat16
        : TrainingPrecision.Float32;

    /// <summary>Leaf 7 of CPUID names both: AVX512_BF16 in bit 5 of EAX of its second part, AMX-BF16 in bit 22 of EDX of its first.</summary>
    private static bool MultipliesBFloat16()
    {
        const int Features = 7;
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < Features)
            return false;
        (int parts, _, _, int edx) = X86Base.CpuId(Features, 0);
        bool hasMatrices = (edx & (1 << 22)) != 0;
        return Avx512F.IsSupported && (hasMatrices || (parts >= 1 && (X86Base.CpuId(Features, 1).Eax & (1 << 5)) != 0));
    }
}
