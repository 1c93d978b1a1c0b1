using Xunit;
using static TorchSharp.torch;

namespace DsCnn.TestKit;

/// <summary>A test that needs a CUDA device, and skips itself where there is none.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute()
    {
        NativeBackend.EnsureLoaded();
        if (!cuda.is_available())
            Skip = "There is no CUDA device here, or the application references the CPU build of libtorch.";
    }
}
