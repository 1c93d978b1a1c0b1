using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>How images become batches.</summary>
internal sealed record BatchLoaderOptions
{
    /// <summary>At most how many images a batch has; three where batches of two would leave one over.</summary>
    internal required int BatchSize { get; init; }

    /// <summary>How many batches make an update of the weights, so that every update gets as many.</summary>
    internal int BatchesPerUpdate { get; init; } = 1;

    /// <summary>Where the tensors live.</summary>
    internal required Device Device { get; init; }

    /// <summary>True for training: a new order in every epoch. False: the images in their order.</summary>
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
