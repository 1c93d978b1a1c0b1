namespace DsCnn.Data;

/// <summary>Which image stands where in an epoch. Images are dealt evenly: batches differ by at most one image, and none is left over.</summary>
/// <param name="epoch">Which epoch, from 1.</param>
/// <param name="images">Its images, in order.</param>
/// <param name="steps">How many batches they are dealt to.</param>
/// <param name="share">Which part of every batch this rank reads.</param>
/// <param name="withPartner">Whether it also reads the image after its last one, which is blended into that.</param>
internal sealed class EpochOrder(int epoch, ReadOnlyMemory<int> images, int steps, BatchShare share, bool withPartner)
{
    internal int Epoch => epoch;

    internal int Steps => steps;

    /// <summary>Images of the whole batch.</summary>
    internal int WholeAt(int step) => FirstOf(step + 1) - FirstOf(step);

    /// <summary>Images of this rank.</summary>
    internal int CountAt(int step) => share.CountOf(WholeAt(step));

    /// <summary>Images that this rank reads.</summary>
    internal int ReadAt(int step) => CountAt(step) + (withPartner && !share.IsWhole ? 1 : 0);

    /// <summary>The place of this rank's first image in the whole batch.</summary>
    internal int OwnFirstAt(int step) => share.FirstOf(WholeAt(step));

    /// <summary>The position in the epoch, which an image's random numbers belong to; after the batch's last image comes its first.</summary>
    internal int PositionOf(int step, int place) => FirstOf(step) + ((OwnFirstAt(step) + place) % WholeAt(step));

    internal int ImageAt(int step, int place) => images.Span[PositionOf(step, place)];

    /// <summary>All images of a batch, those of other ranks too.</summary>
    internal ReadOnlySpan<int> WholeBatch(int step) => images.Span[FirstOf(step)..FirstOf(step + 1)];

    private int FirstOf(int step) => (int)((long)step * images.Length / steps);
}
