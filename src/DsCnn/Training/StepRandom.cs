using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>The random numbers for dropout, drop path and the loss in a run: from separate generators, seeded by the seed and the position in the run.</summary>
/// <remarks>So no generator's state has to be saved: a resumed run draws the same numbers. Other runs in the process have their own.</remarks>
internal sealed class StepRandom : IDisposable
{
    /// <summary>More updates than any run has: the parts of a batch have different numbers.</summary>
    private const long PartStride = 1L << 40;

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

    /// <summary>Begins a batch of the update, or the part of it that this rank has.</summary>
    /// <param name="place">The batch's place in the update.</param>
    /// <param name="part">Which part.</param>
    /// <returns>The numbers of its loss. Images have epochs from 1 on.</returns>
    internal Random BeginBatch(int place, BatchPart part)
    {
        foreach (IRandomLayer layer in _layers)
            layer.Part = part;
        _ofLoss.Restart(_seed, epoch: -1 - place, _update + (part.First * PartStride));
        return _ofLoss;
    }

    /// <summary>Ends a batch: whatever else is run draws numbers of its own.</summary>
    internal void EndBatch()
    {
        foreach (IRandomLayer layer in _layers)
            layer.Part = default;
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
