using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The random numbers for dropout, drop path and the loss in a run: from separate generators, seeded by the seed and the position in the run.</summary>
/// <remarks>So no generator's state has to be saved: a resumed run draws the same numbers. Other runs in the process have their own.</remarks>
internal sealed class StepRandom : IDisposable
{
    private readonly int _seed;
    private readonly Generator _generator;
    private readonly IRandomLayer[] _layers;
    private readonly ImageRandom _ofLoss = new();
    private long _update;

    internal StepRandom(DsCnnModel model, int seed)
    {
        _seed = seed;
        _generator = new Generator(0, CPU);
        _layers = [.. model.modules().OfType<IRandomLayer>()];
        foreach (IRandomLayer layer in _layers)
            layer.Generator = _generator;
    }

    /// <summary>Starts the numbers of an update.</summary>
    internal void Begin(long update)
    {
        _update = update;
        _generator.manual_seed(Mix(_seed, update));
    }

    /// <summary>The random numbers for the loss of one batch of the update. Images use epochs from 1 on.</summary>
    internal Random OfLoss(int place)
    {
        _ofLoss.Restart(_seed, epoch: -1 - place, _update);
        return _ofLoss;
    }

    public void Dispose()
    {
        foreach (IRandomLayer layer in _layers)
            layer.Generator = null;
        _generator.Dispose();
    }

    private static long Mix(int seed, long update) =>
        (long)(SplitMix64.Hash(unchecked(((ulong)(uint)seed << 32) + ((ulong)update * SplitMix64.GoldenGamma))) >> 1);
}
