namespace DsCnn.Data;

/// <summary>The order of the images in an epoch. Images are distributed evenly: batch sizes differ by at most one, and no image is left over.</summary>
internal sealed class EpochOrder(int epoch, ReadOnlyMemory<int> images, int steps)
{
    internal int Epoch => epoch;

    internal int Steps => steps;

    internal int CountAt(int step) => FirstOf(step + 1) - FirstOf(step);

    /// <summary>The position in the epoch, on which an image's random numbers depend.</summary>
    internal int PositionOf(int step, int place) => FirstOf(step) + place;

    internal int ImageAt(int step, int place) => images.Span[PositionOf(step, place)];

    private int FirstOf(int step) => (int)((long)step * images.Length / steps);
}
