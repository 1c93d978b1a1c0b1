using static TorchSharp.torch;

namespace DsCnn;

/// <summary>How images become batches.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>Images per batch; fewer where there are fewer images.</summary>
    internal required int BatchSize { get; init; }

    /// <summary>Where the tensors live.</summary>
    internal required Device Device { get; init; }

    /// <summary>
    /// True for training: a new order in every epoch, and the images left over by full batches are dropped. False: all images in their order, the last batch smaller.
    /// </summary>
    internal required bool Shuffle { get; init; }

    internal int Seed { get; init; }

    internal Preprocessing? Preprocessing { get; init; }

    internal IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    internal IReadOnlyList<BatchMix> Mixing { get; init; } = [];

    /// <summary>Threads that prepare batches. They do not change what is in them. Few, because the training itself uses the cores.</summary>
    internal int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
