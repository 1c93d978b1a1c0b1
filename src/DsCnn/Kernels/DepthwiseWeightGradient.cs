using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>For each tap of a depthwise kernel and each channel, sums the output's gradient times the input under the tap.</summary>
internal unsafe struct DepthwiseWeightGradient<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    /// <summary>The geometry of the forward pass.</summary>
    public DepthwiseGeometry Geometry;
    public TElement* Input;
    public TElement* Gradient;
    public int Images;
    public int Channels;
    public int Parts;

    /// <summary>For each part, kernel * kernel rows of one sum per channel.</summary>
    public float* Sums;

    /// <summary>For each part, memory for a ring and for the sums of one image.</summary>
    public float* Scratch;

    /// <summary>The number of elements of scratch memory per part.</summary>
    internal static long ScratchLength(DepthwiseGeometry geometry, int channels) =>
        DepthwiseRing<TLane, TElement>.Length(geometry, channels) + ((long)geometry.Kernel * geometry.Kernel * channels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        int sumCount = Geometry.Kernel * Geometry.Kernel * Channels;
        float* scratch = Scratch + (part * ScratchLength(Geometry, Channels));
        var ring = new DepthwiseRing<TLane, TElement>(Geometry, Channels, scratch + sumCount);
        float** rows = stackalloc float*[Geometry.Kernel];
        float* sums = Sums + ((long)part * sumCount);
        new Span<float>(sums, sumCount).Clear();
        long end = (long)Images * (part + 1) / Parts;
        for (long image = (long)Images * part / Parts; image < end; image++)
        {
            new Span<float>(scratch, sumCount).Clear();
            ring.Begin(Input + (image * Geometry.SourceHeight * Geometry.SourceWidth * Channels));
            TElement* gradient = Gradient + (image * Geometry.TargetHeight * Geometry.TargetWidth * Channels);
            for (int y = 0; y < Geometry.TargetHeight; y++, gradient += (long)Geometry.TargetWidth * Channels)
            {
                ring.MoveTo(y, rows);
                Row(rows, gradient, scratch);
            }

            // Image by image, so that small numbers are not lost in a long sum.
            for (int i = 0; i < sumCount; i++)
                sums[i] += scratch[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Row(float** rows, TElement* gradient, float* sums)
    {
        for (int tapRow = 0; tapRow < Geometry.Kernel; tapRow++, sums += (long)Geometry.Kernel * Channels)
        {
            if (rows[tapRow] == null)
                continue;
            int block = 0;
            for (; block <= Channels - TLane.Width; block += TLane.Width)
                Taps<TLane>(gradient + block, rows[tapRow] + block, sums + block);
            for (; block < Channels; block++)
                Taps<Lane1>(gradient + block, rows[tapRow] + block, sums + block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Taps<T>(TElement* gradient, float* pixels, float* sums)
        where T : struct, ILane<T>
    {
        int tap = 0;
        for (; tap + 3 <= Geometry.Kernel; tap += 3)
            ThreeTaps<T>(gradient, pixels + ((long)tap * Channels), sums + ((long)tap * Channels));
        for (; tap < Geometry.Kernel; tap++)
            OneTap<T>(gradient, pixels + ((long)tap * Channels), sums + ((long)tap * Channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ThreeTaps<T>(TElement* gradient, float* pixels, float* sums)
        where T : struct, ILane<T>
    {
        long channels = Channels, step = Geometry.Step * channels;
        T a = T.Load(sums), b = T.Load(sums + channels), c = T.Load(sums + (2 * channels));
        for (int x = Geometry.TargetWidth; x > 0; x--, gradient += channels, pixels += step)
        {
            T g = TElement.Load<T>(gradient);
            a = T.MultiplyAdd(g, T.Load(pixels), a);
            b = T.MultiplyAdd(g, T.Load(pixels + channels), b);
            c = T.MultiplyAdd(g, T.Load(pixels + (2 * channels)), c);
        }

        a.Store(sums);
        b.Store(sums + channels);
        c.Store(sums + (2 * channels));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void OneTap<T>(TElement* gradient, float* pixels, float* sums)
        where T : struct, ILane<T>
    {
        T a = T.Load(sums);
        for (int x = Geometry.TargetWidth; x > 0; x--, gradient += Channels, pixels += (long)Geometry.Step * Channels)
            a = T.MultiplyAdd(TElement.Load<T>(gradient), T.Load(pixels), a);
        a.Store(sums);
    }
}
