namespace DsCnn.Data;

/// <summary>Which image stands where in an epoch. Images are dealt evenly: batches differ by at most one image, and none is left over.</summary>
internal sealed class EpochOrder(int epoch, ReadOnlyMemory<int> images, int steps)
{
    internal int Epoch => epoch;

    internal int Steps => steps;

    internal int CountAt(int step) => FirstOf(step + 1) - FirstOf(step);

    /// <summary>The position in the epoch, which an image's random numbers belong to.</summary>
    internal int PositionOf(int step, int place) => FirstOf(step) + place;

    internal int ImageAt(int step, int place) => images.Span[PositionOf(step, place)];

    private int FirstOf(int step) => (int)((long)step * images.Length / steps);
}
