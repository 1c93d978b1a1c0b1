using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>Multiplies each channel of each image by its factor and adds its addend.</summary>
internal unsafe struct ChannelScale<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public TElement* Input;

    /// <summary>Must not overlap the input.</summary>
    public TElement* Output;
    public int Images;
    public int Pixels;
    public int Channels;
    public int Parts;

    /// <summary>images x channels.</summary>
    public float* Factors;

    /// <summary>images x channels; null for none.</summary>
    public float* Addends;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        long end = (long)Images * (part + 1) / Parts;
        for (long image = (long)Images * part / Parts; image < end; image++)
        {
            long at = image * Pixels * Channels;
            for (int pixel = 0; pixel < Pixels; pixel++, at += Channels)
                Pixel(at, image * Channels);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Pixel(long at, long gate)
    {
        for (int block = 0; block < Channels; block += TLane.Width)
        {
            // If the channels do not fill the last lane, it overlaps the previous one and computes the same values again.
            int channel = Math.Min(block, Channels - TLane.Width);
            TLane addend = Addends == null ? TLane.Broadcast(0) : TLane.Load(Addends + gate + channel);
            TLane scaled = TLane.MultiplyAdd(TElement.Load<TLane>(Input + at + channel), TLane.Load(Factors + gate + channel), addend);
            TElement.Store(scaled, Output + at + channel);
        }
    }
}
