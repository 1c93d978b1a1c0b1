namespace DsCnn;

/// <summary>Which image stands where in an epoch.</summary>
internal sealed class EpochOrder(int epoch, ReadOnlyMemory<int> images, int batchSize)
{
    internal int Epoch => epoch;

    internal int Steps { get; } = (images.Length + batchSize - 1) / batchSize;

    internal int CountAt(int step) => Math.Min(batchSize, images.Length - (step * batchSize));

    /// <summary>The position in the epoch, which an image's random numbers belong to.</summary>
    internal int PositionOf(int step, int place) => (step * batchSize) + place;

    internal int ImageAt(int step, int place) => images.Span[PositionOf(step, place)];
}
