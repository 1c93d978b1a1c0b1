using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>Sums each channel of each image, or its products with another map.</summary>
internal unsafe struct ChannelSums<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public TElement* Map;

    /// <summary>Null to sum the map itself.</summary>
    public TElement* Factor;
    public int Images;
    public int Pixels;
    public int Channels;
    public int Parts;

    /// <summary>The factor for the sums.</summary>
    public float Scale;

    /// <summary>images x channels.</summary>
    public float* Sums;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        long end = (long)Images * (part + 1) / Parts;
        for (long image = (long)Images * part / Parts; image < end; image++)
        {
            float* sums = Sums + (image * Channels);
            new Span<float>(sums, Channels).Clear();
            long at = image * Pixels * Channels;
            int pixel = 0;
            for (; pixel + 4 <= Pixels; pixel += 4, at += 4L * Channels)
                FourPixels(at, sums);
            for (; pixel < Pixels; pixel++, at += Channels)
                OnePixel(at, sums);
            for (int channel = 0; channel < Channels; channel++)
                sums[channel] *= Scale;
        }
    }

    /// <summary>Processes four pixels per access to the sums, which also preserves more digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void FourPixels(long at, float* sums)
    {
        int channel = 0;
        for (; channel <= Channels - TLane.Width; channel += TLane.Width)
        {
            long first = at + channel, third = first + (2L * Channels);
            Add<TLane>((Term<TLane>(first) + Term<TLane>(first + Channels)) + (Term<TLane>(third) + Term<TLane>(third + Channels)), sums + channel);
        }

        for (; channel < Channels; channel++)
        {
            long first = at + channel, third = first + (2L * Channels);
            Add<Lane1>((Term<Lane1>(first) + Term<Lane1>(first + Channels)) + (Term<Lane1>(third) + Term<Lane1>(third + Channels)), sums + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void OnePixel(long at, float* sums)
    {
        int channel = 0;
        for (; channel <= Channels - TLane.Width; channel += TLane.Width)
            Add<TLane>(Term<TLane>(at + channel), sums + channel);
        for (; channel < Channels; channel++)
            Add<Lane1>(Term<Lane1>(at + channel), sums + channel);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T term, float* sum)
        where T : struct, ILane<T> => (T.Load(sum) + term).Store(sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T Term<T>(long at)
        where T : struct, ILane<T> =>
        Factor == null ? TElement.Load<T>(Map + at) : TElement.Load<T>(Map + at) * TElement.Load<T>(Factor + at);
}
