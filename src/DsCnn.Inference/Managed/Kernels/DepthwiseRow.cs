using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>One row of a depthwise convolution.</summary>
internal unsafe struct DepthwiseWork
{
    /// <summary>For each row of the kernel, the row of the map under it, from the first column's padding on.</summary>
    public float** Rows;

    /// <summary>kernel * kernel rows of one weight per channel.</summary>
    public float* Weights;

    /// <summary>One for each channel: float32, or whole numbers where bytes are written.</summary>
    public int* Bias;

    /// <summary>Where the row of outputs begins.</summary>
    public byte* Output;

    /// <summary>The sum of each channel's outputs over the row, or null where nobody wants it.</summary>
    public float* RowSums;

    public int Kernel;

    public int Stride;

    public int Width;

    /// <summary>Channels of a pixel, with those that fill up a vector.</summary>
    public int Channels;
}

/// <summary>Computes rows of depthwise convolutions, a vector of channels at a time.</summary>
internal static unsafe class DepthwiseRow<TLane>
    where TLane : struct, ILane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToFloats<TActivation>(in DepthwiseWork work, float beta)
        where TActivation : struct, ILaneActivation
    {
        TLane slope = TLane.Broadcast(beta);
        nint channels = work.Channels;
        for (int channel = 0; channel < channels; channel += TLane.Width)
        {
            TLane bias = TLane.Load((float*)work.Bias + channel), sum = TLane.Broadcast(0);
            float* output = (float*)work.Output + channel;
            int x = 0;
            for (; x + 4 <= work.Width; x += 4, output += 4 * channels)
            {
                Four(work, x, channel, out TLane a, out TLane b, out TLane c, out TLane d);
                a = TActivation.Apply(a + bias, slope);
                b = TActivation.Apply(b + bias, slope);
                c = TActivation.Apply(c + bias, slope);
                d = TActivation.Apply(d + bias, slope);
                sum = sum + a + b + c + d;
                a.Store(output);
                b.Store(output + channels);
                c.Store(output + (2 * channels));
                d.Store(output + (3 * channels));
            }

            for (; x < work.Width; x++, output += channels)
            {
                TLane a = TActivation.Apply(One(work, x, channel) + bias, slope);
                sum += a;
                a.Store(output);
            }

            if (work.RowSums != null)
                sum.Store(work.RowSums + channel);
        }
    }

    /// <summary>Of whole numbers, whose sums float32 holds exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToBytes<TInteger>(in DepthwiseWork work, Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        nint channels = work.Channels;
        int* sums = stackalloc int[64];
        TInteger low = TInteger.Broadcast(to.Low), high = TInteger.Broadcast(to.High), zero = TInteger.Broadcast(to.ZeroPoint);
        TInteger half = TInteger.Half(to.Shift), bits = TInteger.Broadcast(to.Shift - 32);
        for (int channel = 0; channel < channels; channel += TLane.Width)
        {
            byte* output = work.Output + channel;
            int x = 0;
            for (; x + 4 <= work.Width; x += 4, output += 4 * channels)
            {
                Four(work, x, channel, out TLane a, out TLane b, out TLane c, out TLane d);
                a.Store((float*)sums);
                b.Store((float*)sums + TLane.Width);
                c.Store((float*)sums + (2 * TLane.Width));
                d.Store((float*)sums + (3 * TLane.Width));
                for (int part = 0; part < TLane.Width; part += TInteger.Width)
                {
                    TInteger bias = TInteger.Load(work.Bias + channel + part), multipliers = TInteger.Load(to.Multipliers + channel + part), odd = TInteger.Odd(multipliers);
                    for (int i = 0; i < 4; i++)
                    {
                        TInteger sum = TInteger.Load((float*)sums + (i * TLane.Width) + part) + bias;
                        TInteger.Clamp(TInteger.MultiplyShift(sum, multipliers, odd, half, bits) + zero, low, high).StoreBytes(output + (i * channels) + part);
                    }
                }
            }

            for (; x < work.Width; x++, output += channels)
            {
                One(work, x, channel).Store((float*)sums);
                for (int part = 0; part < TLane.Width; part += TInteger.Width)
                {
                    TInteger multipliers = TInteger.Load(to.Multipliers + channel + part), odd = TInteger.Odd(multipliers);
                    TInteger sum = TInteger.Load((float*)sums + part) + TInteger.Load(work.Bias + channel + part);
                    TInteger.Clamp(TInteger.MultiplyShift(sum, multipliers, odd, half, bits) + zero, low, high).StoreBytes(output + part);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(in DepthwiseWork work, int x, int channel, out TLane a, out TLane b, out TLane c, out TLane d)
    {
        a = b = c = d = TLane.Broadcast(0);
        nint channels = work.Channels, step = work.Stride * channels;
        int kernel = work.Kernel;
        float* weights = work.Weights + channel;
        for (int tapRow = 0; tapRow < kernel; tapRow++)
        {
            float* pixels = work.Rows[tapRow] + (x * step) + channel;
            for (int tap = 0; tap < kernel; tap++, pixels += channels, weights += channels)
            {
                TLane weight = TLane.Load(weights);
                a = TLane.MultiplyAdd(TLane.Load(pixels), weight, a);
                b = TLane.MultiplyAdd(TLane.Load(pixels + step), weight, b);
                c = TLane.MultiplyAdd(TLane.Load(pixels + (2 * step)), weight, c);
                d = TLane.MultiplyAdd(TLane.Load(pixels + (3 * step)), weight, d);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane One(in DepthwiseWork work, int x, int channel)
    {
        TLane a = TLane.Broadcast(0);
        nint channels = work.Channels;
        int kernel = work.Kernel;
        float* weights = work.Weights + channel;
        for (int tapRow = 0; tapRow < kernel; tapRow++)
        {
            float* pixels = work.Rows[tapRow] + (x * work.Stride * channels) + channel;
            for (int tap = 0; tap < kernel; tap++, pixels += channels, weights += channels)
                a = TLane.MultiplyAdd(TLane.Load(pixels), TLane.Load(weights), a);
        }

        return a;
    }
}
