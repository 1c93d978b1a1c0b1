namespace DsCnn;

/// <summary>The order in which images are seen: a new one in every epoch, the same for the same seed.</summary>
internal sealed class ShuffledBatches(int images, int batchSize, int seed)
{
    internal int BatchSize { get; } = Math.Min(batchSize, images);

    internal int StepsPerEpoch => images / BatchSize;

    /// <summary>The source of an epoch's random choices, the order first.</summary>
    internal Random RandomOf(int epoch) => new(unchecked((seed * 1_000_003) + epoch));

    internal IEnumerable<int[]> Epoch(Random random)
    {
        int[] order = [.. Enumerable.Range(0, images)];
        random.Shuffle(order);
        return order.Chunk(BatchSize).Take(StepsPerEpoch);
    }
}
