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

    /// <summary>Which part of every batch is loaded. Default: all.</summary>
    internal BatchShare Share { get; init; } = BatchShare.Whole;

    /// <summary>How much an image of each class counts, where a part of a batch must know the weight of the whole; else null.</summary>
    internal IReadOnlyList<double>? LabelWeights { get; init; }

    /// <summary>Threads that prepare batches. They do not change what is in them. Few, because the training itself uses the cores.</summary>
    internal int Workers { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 8);
}
