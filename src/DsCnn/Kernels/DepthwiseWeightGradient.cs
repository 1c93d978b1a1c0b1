using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>Sums, for each tap of a depthwise kernel and each channel, the gradient of the output times the input under the tap.</summary>
internal unsafe struct DepthwiseWeightGradient<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    /// <summary>That of the forward pass.</summary>
    public DepthwiseGeometry Geometry;
    public TElement* Input;
    public TElement* Gradient;
    public int Images;
    public int Channels;
    public int Parts;

    /// <summary>For each part, kernel * kernel rows of one sum per channel.</summary>
    public float* Sums;

    /// <summary>For each part, memory for a ring and for one lane per tap.</summary>
    public float* Scratch;

    /// <summary>Numbers of scratch memory of a part.</summary>
    public long ScratchLength;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        int taps = Geometry.Kernel * Geometry.Kernel;
        float* lanes = Scratch + (part * ScratchLength);
        float* memory = lanes + ((long)taps * TLane.Width);
        float* sums = Sums + ((long)part * taps * Channels);
        int firstImage = (int)((long)Images * part / Parts), endImage = (int)((long)Images * (part + 1) / Parts);
        for (int block = 0; block < Channels; block += TLane.Width)
        {
            int channel = Math.Min(block, Channels - TLane.Width);
            new Span<float>(lanes, taps * TLane.Width).Clear();
            for (int image = firstImage; image < endImage; image++)
                Image(image, channel, memory, lanes);
            for (int tap = 0; tap < taps; tap++)
                TLane.Load(lanes + ((long)tap * TLane.Width)).Store(sums + ((long)tap * Channels) + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Image(long image, int channel, float* memory, float* lanes)
    {
        TElement* input = Input + (image * Geometry.SourceHeight * Geometry.SourceWidth * Channels) + channel;
        TElement* gradient = Gradient + (image * Geometry.TargetHeight * Geometry.TargetWidth * Channels) + channel;
        var ring = new DepthwiseRing<TLane, TElement>(Geometry, memory, input, Channels);
        int tapRowLength = Geometry.Kernel * TLane.Width;
        for (int row = 0; row < Geometry.TargetHeight; row++, gradient += (long)Geometry.TargetWidth * Channels)
        {
            ring.MoveTo(row);
            for (int tapRow = 0; tapRow < Geometry.Kernel; tapRow++)
            {
                float* pixels = ring.Row(row, tapRow);
                if (pixels == null)
                    continue;
                float* sums = lanes + ((long)tapRow * tapRowLength);
                int tap = 0;
                for (; tap + 3 <= Geometry.Kernel; tap += 3)
                    ThreeTaps(gradient, pixels + (tap * TLane.Width), sums + (tap * TLane.Width));
                for (; tap < Geometry.Kernel; tap++)
                    OneTap(gradient, pixels + (tap * TLane.Width), sums + (tap * TLane.Width));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ThreeTaps(TElement* gradient, float* pixels, float* sums)
    {
        TLane a = TLane.Load(sums), b = TLane.Load(sums + TLane.Width), c = TLane.Load(sums + (2 * TLane.Width));
        int step = Geometry.Step * TLane.Width;
        for (int x = 0; x < Geometry.TargetWidth; x++, gradient += Channels, pixels += step)
        {
            TLane g = TElement.Load<TLane>(gradient);
            a = TLane.MultiplyAdd(g, TLane.Load(pixels), a);
            b = TLane.MultiplyAdd(g, TLane.Load(pixels + TLane.Width), b);
            c = TLane.MultiplyAdd(g, TLane.Load(pixels + (2 * TLane.Width)), c);
        }

        a.Store(sums);
        b.Store(sums + TLane.Width);
        c.Store(sums + (2 * TLane.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void OneTap(TElement* gradient, float* pixels, float* sums)
    {
        TLane a = TLane.Load(sums);
        for (int x = 0; x < Geometry.TargetWidth; x++, gradient += Channels, pixels += Geometry.Step * TLane.Width)
            a = TLane.MultiplyAdd(TElement.Load<TLane>(gradient), TLane.Load(pixels), a);
        a.Store(sums);
    }
}
