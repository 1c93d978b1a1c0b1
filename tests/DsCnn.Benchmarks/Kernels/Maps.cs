using static TorchSharp.torch;

namespace DsCnn.Benchmarks;

/// <summary>Random maps with the channels innermost.</summary>
internal static class Maps
{
    internal static Tensor Random(int images, int channels, int size, ScalarType type)
    {
        NativeBackend.EnsureLoaded();
        using Tensor numbers = randn(images, size, size, channels, dtype: type);
        return numbers.permute(0, 3, 1, 2);
    }
}
