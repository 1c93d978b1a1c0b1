using static TorchSharp.torch;

namespace DsCnn.Blocks;

/// <summary>The source of a network's random weights: explicit, so that the same seed gives the same network.</summary>
internal static class SeededGenerator
{
    /// <summary>Makes a generator on the CPU. As every module's first step, it is also where libtorch gets loaded.</summary>
    internal static Generator Create(int seed)
    {
        NativeBackend.EnsureLoaded();
        return new Generator(unchecked((ulong)seed), CPU);
    }
}
