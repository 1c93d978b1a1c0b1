using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The random numbers that dropout and drop path draw in a run: of a generator of its own, from the seed and the position in the run.</summary>
/// <remarks>So no generator's state needs to be carried over: a run that is resumed draws what it would have drawn. Another run in the process has its own numbers.</remarks>
internal sealed class StepRandom : IDisposable
{
    private readonly int _seed;
    private readonly Generator _generator;
    private readonly IRandomLayer[] _layers;

    internal StepRandom(DsCnnModel model, int seed)
    {
        _seed = seed;
        _generator = new Generator(0, model.Device);
        _layers = [.. model.modules().OfType<IRandomLayer>()];
        foreach (IRandomLayer layer in _layers)
            layer.Generator = _generator;
    }

    /// <summary>Begins the numbers of an update.</summary>
    internal void Begin(long update) => _generator.manual_seed(Mix(_seed, update));

    public void Dispose()
    {
        foreach (IRandomLayer layer in _layers)
            layer.Generator = null;
        _generator.Dispose();
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
