using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Lets CUDA multiply float32 matrices with 10 binary digits until it is disposed; the setting is the process's own.</summary>
internal sealed class TensorFloat32Scope : IDisposable
{
    private readonly bool _matricesBefore = backends.cuda.matmul.allow_tf32;
    private readonly bool _convolutionsBefore = backends.cudnn.allow_tf32;

    internal TensorFloat32Scope(bool isOn) => Set(isOn, isOn);

    public void Dispose() => Set(_matricesBefore, _convolutionsBefore);

    private static void Set(bool matrices, bool convolutions)
    {
        backends.cuda.matmul.allow_tf32 = matrices;
        backends.cudnn.allow_tf32 = convolutions;
    }
}
