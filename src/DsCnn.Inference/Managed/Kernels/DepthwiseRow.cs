using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>One row of a depthwise convolution.</summary>
internal unsafe struct DepthwiseWork
{
    /// <summary>For each tap of the kernel, the pixel under it for the first column.</summary>
    public float** Taps;

    /// <summary>kernel * kernel rows of one weight per channel.</summary>
    public float* Weights;

    /// <summary>One per channel: float32, or integers if bytes are written.</summary>
    public int* Bias;

    /// <summary>The beginning of the output row.</summary>
    public byte* Output;

    /// <summary>The sum of each channel's outputs over the row, or null if not needed.</summary>
    public float* RowSums;

    /// <summary>The number of taps: kernel * kernel.</summary>
    public int Count;

    public int Stride;

    public int Width;

    /// <summary>The number of channels of a pixel, including padding to whole vectors.</summary>
    public int Channels;
}

/// <summary>Computes rows of depthwise convolutions: a vector of channels and up to eight pixels at a time, so that each weight is loaded once for all of them and the sums are independent.</summary>
internal static unsafe class DepthwiseRow<TLane>
    where TLane : struct, ILane<TLane>
{
    /// <summary>The maximum number of pixels computed at a time.</summary>
    private const int MaxPixels = 8;

    /// <summary>The size of the sums, with room to align them to a cache line.</summary>
    private const int SumsBytes = (MaxPixels + 1) * ConstantBlock.Alignment;

    /// <summary>Weights of up to this many bytes stay in the L1 cache together with the pixels while a row is processed.</summary>
    private const int WeightBytes = 12 << 10;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToFloats<TActivation>(in DepthwiseWork work, float beta)
        where TActivation : struct, ILaneActivation
    {
        TLane slope = TLane.Broadcast(beta);
        nint channels = work.Channels;
        byte* memory = stackalloc byte[SumsBytes];
        float* sums = (float*)ConstantBlock.AlignUp((nint)memory);
        int together = Together(work);
        var blocks = new TileSplit(work.Width, MaxPixels);
        for (int first = 0; first < channels; first += together)
        {
            int end = Math.Min(first + together, work.Channels);
            for (int x = 0; x < work.Width;)
            {
                int pixels = blocks.RowsAt(x);
                for (int channel = first; channel < end; channel += TLane.Width)
                {
                    Sum(work, x, pixels, channel, sums);
                    TLane bias = TLane.Load((float*)work.Bias + channel);
                    TLane total = x == 0 || work.RowSums == null ? TLane.Broadcast(0) : TLane.Load(work.RowSums + channel);
                    float* output = (float*)work.Output + (x * channels) + channel;
                    for (int i = 0; i < pixels; i++, output += channels)
                    {
                        TLane value = TActivation.Apply(TLane.Load(sums + (i * TLane.Width)) + bias, slope);
                        total += value;
                        value.Store(output);
                    }

                    if (work.RowSums != null)
                        total.Store(work.RowSums + channel);
                }

                x += pixels;
            }
        }
    }

    /// <summary>For integers, whose sums float32 represents exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToBytes<TInteger>(in DepthwiseWork work, Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        nint channels = work.Channels;
        byte* memory = stackalloc byte[SumsBytes];
        float* sums = (float*)ConstantBlock.AlignUp((nint)memory);
        ByteLimits<TInteger> limits = AsBytes.LimitsOf<TInteger>(to), plain = AsBytes.PlainLimitsOf<TInteger>(to);
        int together = Together(work);
        var blocks = new TileSplit(work.Width, MaxPixels);
        for (int first = 0; first < channels; first += together)
        {
            int end = Math.Min(first + together, work.Channels);
            for (int x = 0; x < work.Width;)
            {
                int pixels = blocks.RowsAt(x);
                for (int channel = first; channel < end; channel += TLane.Width)
                {
                    Sum(work, x, pixels, channel, sums);
                    for (int part = 0; part < TLane.Width; part += TInteger.Width)
                    {
                        int own = channel + part;
                        SumScale<TInteger> scale = TInteger.ScaleOf(TInteger.Load(to.Multipliers + own), TInteger.Load(work.Bias + own), to.Shift);
                        float* sum = sums + part;
                        byte* target = work.Output + (x * channels) + own;
                        int i = 0;
                        for (; i + 4 <= pixels; i += 4, sum += 4 * TLane.Width, target += 4 * channels)
                        {
                            AsBytes.Store(
                                TInteger.MultiplyShift(TInteger.Load(sum), scale),
                                TInteger.MultiplyShift(TInteger.Load(sum + TLane.Width), scale),
                                TInteger.MultiplyShift(TInteger.Load(sum + (2 * TLane.Width)), scale),
                                TInteger.MultiplyShift(TInteger.Load(sum + (3 * TLane.Width)), scale),
                                limits, target, target + channels, target + (2 * channels), target + (3 * channels));
                        }

                        for (; i < pixels; i++, sum += TLane.Width, target += channels)
                            AsBytes.Store(TInteger.MultiplyShift(TInteger.Load(sum), scale), plain, target);
                    }
                }

                x += pixels;
            }
        }
    }

    /// <summary>The number of channels whose weights stay in cache while a row is processed.</summary>
    private static int Together(in DepthwiseWork work)
    {
        int fitting = WeightBytes / (work.Count * sizeof(float));
        return Math.Max(fitting - (fitting % TLane.Width), TLane.Width);
    }

    /// <summary>The sums of some pixels for one vector of channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Sum(in DepthwiseWork work, int x, int pixels, int channel, float* sums)
    {
        switch (pixels)
        {
            case 8:
                Sum<Eight>(work, x, channel, sums);
                break;
            case 7:
                Sum<Seven>(work, x, channel, sums);
                break;
            case 6:
                Sum<Six>(work, x, channel, sums);
                break;
            case 5:
                Sum<Five>(work, x, channel, sums);
                break;
            case 4:
                Sum<Four>(work, x, channel, sums);
                break;
            case 3:
                Sum<Three>(work, x, channel, sums);
                break;
            case 2:
                Sum<Two>(work, x, channel, sums);
                break;
            default:
                Sum<One>(work, x, channel, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TPixels>(in DepthwiseWork work, int x, int channel, float* sums)
        where TPixels : struct, ICount
    {
        TLane a = TLane.Broadcast(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        nint channels = work.Channels, step = work.Stride * channels;
        nint first = (x * step) + channel;
        float* weights = work.Weights + channel;
        float** taps = work.Taps;
        for (int tap = 0; tap < work.Count; tap++, weights += channels)
        {
            TLane weight = TLane.Load(weights);
            float* pixels = taps[tap] + first, later = pixels + (4 * step);
            a = TLane.MultiplyAdd(TLane.Load(pixels), weight, a);
            if (TPixels.Value > 1)
                b = TLane.MultiplyAdd(TLane.Load(pixels + step), weight, b);
            if (TPixels.Value > 2)
                c = TLane.MultiplyAdd(TLane.Load(pixels + (2 * step)), weight, c);
            if (TPixels.Value > 3)
                d = TLane.MultiplyAdd(TLane.Load(pixels + (3 * step)), weight, d);
            if (TPixels.Value > 4)
                e = TLane.MultiplyAdd(TLane.Load(later), weight, e);
            if (TPixels.Value > 5)
                f = TLane.MultiplyAdd(TLane.Load(later + step), weight, f);
            if (TPixels.Value > 6)
                g = TLane.MultiplyAdd(TLane.Load(later + (2 * step)), weight, g);
            if (TPixels.Value > 7)
                h = TLane.MultiplyAdd(TLane.Load(later + (3 * step)), weight, h);
        }

        a.Store(sums);
        if (TPixels.Value > 1)
            b.Store(sums + TLane.Width);
        if (TPixels.Value > 2)
            c.Store(sums + (2 * TLane.Width));
        if (TPixels.Value > 3)
            d.Store(sums + (3 * TLane.Width));
        if (TPixels.Value > 4)
            e.Store(sums + (4 * TLane.Width));
        if (TPixels.Value > 5)
            f.Store(sums + (5 * TLane.Width));
        if (TPixels.Value > 6)
            g.Store(sums + (6 * TLane.Width));
        if (TPixels.Value > 7)
            h.Store(sums + (7 * TLane.Width));
    }
}
