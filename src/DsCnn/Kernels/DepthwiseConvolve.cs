using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>Computes a target map from a source map with a depthwise kernel.</summary>
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

    /// <summary>Memory for one ring per part.</summary>
    public float* Rings;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        long ringLength = DepthwiseRing<TLane, TElement>.Length(Geometry, Channels);
        var ring = new DepthwiseRing<TLane, TElement>(Geometry, Channels, Rings + (part * ringLength));
        float** rows = stackalloc float*[Geometry.Kernel];
        long end = (long)Images * (part + 1) / Parts;
        for (long image = (long)Images * part / Parts; image < end; image++)
        {
            ring.Begin(Source + (image * Geometry.SourceHeight * Geometry.SourceWidth * Channels));
            TElement* target = Target + (image * Geometry.TargetHeight * Geometry.TargetWidth * Channels);
            for (int y = 0; y < Geometry.TargetHeight; y++, target += (long)Geometry.TargetWidth * Channels)
            {
                ring.MoveTo(y, rows);
                Row(rows, target);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Row(float** rows, TElement* target)
    {
        for (int block = 0; block < Channels; block += TLane.Width)
        {
            // If the channels do not fill the last lane, it overlaps the previous one and computes the same values again.
            int channel = Math.Min(block, Channels - TLane.Width);
            int x = 0;
            for (; x + 4 <= Geometry.TargetWidth; x += 4)
                Four(rows, x, channel, target);
            for (; x < Geometry.TargetWidth; x++)
                One(rows, x, channel, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Four(float** rows, int x, int channel, TElement* target)
    {
        TLane a = TLane.Broadcast(0), b = a, c = a, d = a;
        long channels = Channels, step = Geometry.Step * channels;
        int kernel = Geometry.Kernel;
        float* weights = Weights + channel;
        for (int tapRow = 0; tapRow < kernel; tapRow++, weights += kernel * channels)
        {
            if (rows[tapRow] == null)
                continue;
            float* pixels = rows[tapRow] + (x * step) + channel;
            float* weightsOfTap = weights;
            for (int tap = 0; tap < kernel; tap++, pixels += channels, weightsOfTap += channels)
            {
                TLane weight = TLane.Load(weightsOfTap);
                a = TLane.MultiplyAdd(TLane.Load(pixels), weight, a);
                b = TLane.MultiplyAdd(TLane.Load(pixels + step), weight, b);
                c = TLane.MultiplyAdd(TLane.Load(pixels + (2 * step)), weight, c);
                d = TLane.MultiplyAdd(TLane.Load(pixels + (3 * step)), weight, d);
            }
        }

        target += (x * channels) + channel;
        TElement.Store(a, target);
        TElement.Store(b, target + channels);
        TElement.Store(c, target + (2 * channels));
        TElement.Store(d, target + (3 * channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void One(float** rows, int x, int channel, TElement* target)
    {
        TLane a = TLane.Broadcast(0);
        long channels = Channels;
        int kernel = Geometry.Kernel;
        float* weights = Weights + channel;
        for (int tapRow = 0; tapRow < kernel; tapRow++, weights += kernel * channels)
        {
            if (rows[tapRow] == null)
                continue;
            float* pixels = rows[tapRow] + (x * Geometry.Step * channels) + channel;
            for (int tap = 0; tap < kernel; tap++)
                a = TLane.MultiplyAdd(TLane.Load(pixels + (tap * channels)), TLane.Load(weights + (tap * channels)), a);
        }

        TElement.Store(a, target + (x * channels) + channel);
    }
}
