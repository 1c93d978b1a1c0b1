using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>The source of a network's random weights: explicit, so that the same seed gives the same network.</summary>
internal static class SeededGenerator
{
    /// <summary>Creates a generator on the CPU. As the first step of every module, it also loads libtorch.</summary>
    internal static Generator Create(int seed)
    {
        NativeBackend.EnsureLoaded();
        return new Generator(unchecked((ulong)seed), CPU);
    }
}
