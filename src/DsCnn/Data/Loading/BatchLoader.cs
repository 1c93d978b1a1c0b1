namespace DsCnn;

/// <summary>Puts images into batches, one batch at a time. The same batches whatever came before: all that is random derives from seed, epoch and position.</summary>
internal sealed class BatchLoader(IImageSource source, BatchLoaderOptions options) : IDisposable
{
    internal int BatchSize { get; } = Math.Min(options.BatchSize, source.Count);

    internal int StepsPerEpoch => options.Shuffle ? source.Count / BatchSize : (source.Count + BatchSize - 1) / BatchSize;

    internal IEnumerable<Batch> Epoch(int epoch, int firstStep = 0, CancellationToken cancellationToken = default)
    {
        int[] order = [.. Enumerable.Range(0, source.Count)];
        if (options.Shuffle)
            RandomOf(epoch, step: -1).Shuffle(order);
        for (int step = firstStep; step < StepsPerEpoch; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int[] indices = [.. order.Skip(step * BatchSize).Take(BatchSize)];
            using var batch = new Batch
            {
                Images = ImageBatch.Images(source, indices, options.Preprocessing, options.Device, options.Augmentations, RandomOf(epoch, step)),
                Labels = ImageBatch.Labels(source, indices, options.Device),
                MixedLabels = null,
                MixWeight = 1,
                Count = indices.Length,
            };
            yield return batch;
        }
    }

    public void Dispose()
    {
    }

    private Random RandomOf(int epoch, int step) => new(unchecked((((options.Seed * 1_000_003) + epoch) * 1_000_003) + step));
}
