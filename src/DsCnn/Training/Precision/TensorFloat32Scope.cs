using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Lets CUDA multiply float32 matrices with 10 bits of mantissa, or with all of them, until it is disposed; the setting applies to the whole process.</summary>
internal sealed class TensorFloat32Scope : IDisposable
{
    private readonly bool _matricesBefore = backends.cuda.matmul.allow_tf32;
    private readonly bool _convolutionsBefore = backends.cudnn.allow_tf32;

    private TensorFloat32Scope(bool isOn) => Set(isOn, isOn);

    /// <summary>The setting for a precision on a device, or null if the device has no such setting.</summary>
    internal static TensorFloat32Scope? For(TrainingPrecision precision, Device device) =>
        device.type == DeviceType.CUDA ? new(precision == TrainingPrecision.TensorFloat32) : null;

    public void Dispose() => Set(_matricesBefore, _convolutionsBefore);

    private static void Set(bool matrices, bool convolutions)
    {
        backends.cuda.matmul.allow_tf32 = matrices;
        backends.cudnn.allow_tf32 = convolutions;
    }
}
