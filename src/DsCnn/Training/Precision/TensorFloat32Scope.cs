using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Lets CUDA multiply float32 matrices with 10 binary digits, or with all of them, until it is disposed; the setting is the process's own.</summary>
internal sealed class TensorFloat32Scope : IDisposable
{
    private readonly bool _matricesBefore = backends.cuda.matmul.allow_tf32;
    private readonly bool _convolutionsBefore = backends.cudnn.allow_tf32;

    private TensorFloat32Scope(bool isOn) => Set(isOn, isOn);

    /// <summary>What a precision demands of a device, or null where it has no such setting.</summary>
    internal static TensorFloat32Scope? For(TrainingPrecision precision, Device device) =>
        device.type == DeviceType.CUDA ? new(precision == TrainingPrecision.TensorFloat32) : null;

    public void Dispose() => Set(_matricesBefore, _convolutionsBefore);

    private static void Set(bool matrices, bool convolutions)
    {
        backends.cuda.matmul.allow_tf32 = matrices;
        backends.cudnn.allow_tf32 = convolutions;
    }
}
