using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>Computes a target map from a source map by a depthwise kernel.</summary>
internal unsafe struct DepthwiseConvolve<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public DepthwiseGeometry Geometry;
    public TElement* Source;
    public TElement* Target;
    public int Images;
    public int Channels;
    public int Parts;

    /// <summary>kernel * kernel rows of one weight per channel.</summary>
    public float* Weights;

    /// <summary>For each part, memory for a ring.</summary>
    public float* Rings;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        int blocks = (Channels + TLane.Width - 1) / TLane.Width;
        long items = (long)Images * blocks;
        float* memory = Rings + ((long)part * Geometry.Kernel * Geometry.PaddedWidth * TLane.Width);
        for (long item = items * part / Parts; item < items * (part + 1) / Parts; item++)
        {
            // The last lane overlaps the one before where the channels do not fill it, and computes the same.
            long image = item / blocks;
            int channel = Math.Min((int)(item % blocks) * TLane.Width, Channels - TLane.Width);
            Image(image, channel, memory);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Image(long image, int channel, float* memory)
    {
        TElement* source = Source + (image * Geometry.SourceHeight * Geometry.SourceWidth * Channels) + channel;
        TElement* target = Target + (image * Geometry.TargetHeight * Geometry.TargetWidth * Channels) + channel;
        var ring = new DepthwiseRing<TLane, TElement>(Geometry, memory, source, Channels);
        for (int row = 0; row < Geometry.TargetHeight; row++, target += (long)Geometry.TargetWidth * Channels)
        {
            ring.MoveTo(row);
            int x = 0;
            for (; x + 4 <= Geometry.TargetWidth; x += 4)
                Four(ring, row, x, channel, target);
            for (; x < Geometry.TargetWidth; x++)
                One(ring, row, x, channel, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Four(in DepthwiseRing<TLane, TElement> ring, int row, int x, int channel, TElement* target)
    {
        TLane a = TLane.Broadcast(0), b = a, c = a, d = a;
        int step = Geometry.Step * TLane.Width;
        for (int tapRow = 0; tapRow < Geometry.Kernel; tapRow++)
        {
            float* pixels = ring.Row(row, tapRow);
            if (pixels == null)
                continue;
            pixels += x * step;
            float* weights = Weights + ((long)tapRow * Geometry.Kernel * Channels) + channel;
            for (int tap = 0; tap < Geometry.Kernel; tap++, pixels += TLane.Width, weights += Channels)
            {
                TLane weight = TLane.Load(weights);
                a = TLane.MultiplyAdd(TLane.Load(pixels), weight, a);
                b = TLane.MultiplyAdd(TLane.Load(pixels + step), weight, b);
                c = TLane.MultiplyAdd(TLane.Load(pixels + (2 * step)), weight, c);
                d = TLane.MultiplyAdd(TLane.Load(pixels + (3 * step)), weight, d);
            }
        }

        target += (long)x * Channels;
        TElement.Store(a, target);
        TElement.Store(b, target + Channels);
        TElement.Store(c, target + (2L * Channels));
        TElement.Store(d, target + (3L * Channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(in DepthwiseRing<TLane, TElement> ring, int row, int x, int channel, TElement* target)
    {
        TLane a = TLane.Broadcast(0);
        for (int tapRow = 0; tapRow < Geometry.Kernel; tapRow++)
        {
            float* pixels = ring.Row(row, tapRow);
            if (pixels == null)
                continue;
            pixels += x * Geometry.Step * TLane.Width;
            float* weights = Weights + ((long)tapRow * Geometry.Kernel * Channels) + channel;
            for (int tap = 0; tap < Geometry.Kernel; tap++, pixels += TLane.Width, weights += Channels)
                a = TLane.MultiplyAdd(TLane.Load(pixels), TLane.Load(weights), a);
        }

        TElement.Store(a, target + ((long)x * Channels));
    }
}
