using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Derives torch's global random numbers, which dropout and drop path use, from the seed and the position in the run.</summary>
/// <remarks>So no generator's state needs to be carried over: a run that is resumed draws what it would have drawn.</remarks>
internal static class Seeding
{
    internal static void SeedStep(int seed, long update, Device device)
    {
        long mixed = Mix(seed, update);
        using (random.manual_seed(mixed))
        {
            if (device.type == TorchSharp.DeviceType.CUDA)
                cuda.manual_seed_all(mixed);
        }
    }

    /// <summary>SplitMix64's finaliser (Steele et al. 2014): neighbouring inputs give unrelated outputs.</summary>
    private static long Mix(int seed, long update)
    {
        ulong z = unchecked(((ulong)(uint)seed << 32) + ((ulong)update * 0x9E3779B97F4A7C15));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return unchecked((long)((z ^ (z >> 31)) >> 1));
    }
}
