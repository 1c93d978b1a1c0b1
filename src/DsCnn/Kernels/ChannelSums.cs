using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>Sums each channel of each image, or its products with another map.</summary>
internal unsafe struct ChannelSums<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    private const int PixelsPerSum = 16;

    public TElement* Map;

    /// <summary>Null to sum the map itself.</summary>
    public TElement* Factor;
    public int Images;
    public int Pixels;
    public int Channels;
    public int Parts;

    /// <summary>What the sums are multiplied with.</summary>
    public float Scale;

    /// <summary>images x channels.</summary>
    public float* Sums;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        long end = (long)Images * (part + 1) / Parts;
        for (long image = (long)Images * part / Parts; image < end; image++)
        {
            for (int block = 0; block < Channels; block += TLane.Width)
            {
                // The last lane overlaps the one before where the channels do not fill it, and computes the same.
                int channel = Math.Min(block, Channels - TLane.Width);
                long at = (image * Pixels * Channels) + channel;
                TLane sum = Factor == null ? Sum(Map + at) : Product(Map + at, Factor + at);
                (sum * TLane.Broadcast(Scale)).Store(Sums + (image * Channels) + channel);
            }
        }
    }

    /// <summary>Sums a few pixels at a time before they join the total, which keeps more of their digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLane Sum(TElement* map)
    {
        TLane total = TLane.Broadcast(0);
        for (int first = 0; first < Pixels; first += PixelsPerSum)
        {
            TLane sum = TLane.Broadcast(0);
            for (int pixel = Math.Min(PixelsPerSum, Pixels - first); pixel > 0; pixel--, map += Channels)
                sum += TElement.Load<TLane>(map);
            total += sum;
        }

        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TLane Product(TElement* map, TElement* factor)
    {
        TLane total = TLane.Broadcast(0);
        for (int first = 0; first < Pixels; first += PixelsPerSum)
        {
            TLane sum = TLane.Broadcast(0);
            for (int pixel = Math.Min(PixelsPerSum, Pixels - first); pixel > 0; pixel--, map += Channels, factor += Channels)
                sum = TLane.MultiplyAdd(TElement.Load<TLane>(map), TElement.Load<TLane>(factor), sum);
            total += sum;
        }

        return total;
    }
}
