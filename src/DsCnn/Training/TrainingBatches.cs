namespace DsCnn.Training;

/// <summary>Loads training images according to the options.</summary>
internal static class TrainingBatches
{
    internal static BatchLoader Load(DsCnnModel model, IImageSource images, TrainerOptions options) => new(images, new BatchLoaderOptions
    {
        BatchSize = options.BatchSize,
        BatchesPerUpdate = options.AccumulationSteps,
        Seed = options.Seed,
        Shuffle = true,
        Preprocessing = model.Preprocessing,
        Device = model.Device,
        Augmentations = options.Augmentations,
        Mixing = options.Mixing,
        Share = BatchShare.Of(options.Communicator),
        LabelWeights = options.ClassWeights,
    });

    /// <summary>One epoch after the other.</summary>
    internal static IEnumerable<Batch> Endless(BatchLoader loader, CancellationToken cancellationToken)
    {
        for (int epoch = 1; ; epoch++)
        {
            foreach (Batch batch in loader.Epoch(epoch, cancellationToken: cancellationToken))
                yield return batch;
        }
    }
}
