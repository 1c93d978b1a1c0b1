using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>How images are combined into batches.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>The maximum number of images per batch; three if batches of two would leave a single image.</summary>
    internal required int BatchSize { get; init; }

    /// <summary>The number of batches per update of the weights; every update gets the same number.</summary>
    internal int BatchesPerUpdate { get; init; } = 1;

    /// <summary>The device for the tensors.</summary>
    internal required Device Device { get; init; }

    /// <summary>True for training: a new order in every epoch. False: the images in their own order.</summary>
    internal required bool Shuffle { get; init; }

    internal int Seed { get; init; }

    internal Preprocessing? Preprocessing { get; init; }

    internal IReadOnlyList<Augmentation> Augmentations { get; init; } = [];

    internal IReadOnlyList<BatchMix> Mixing { get; init; } = [];

    /// <summary>The number of threads that prepare batches, which does not affect their contents. Few, because the training itself uses the cores.</summary>
    internal int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
