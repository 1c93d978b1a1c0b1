namespace DsCnn.Quantization.Integers;

/// <summary>How a layer's 32-bit sums become bytes: zero point + (sum * multiplier + 2^(shift - 1)) >> shift, in 64 bits, held within limits. The same on every processor.</summary>
/// <remarks>
/// multiplier * 2^-shift stands for (input scale * filter scale / output scale) of each filter (Jacob et al. 2018, section 2.2). The shift is one for all filters, so that the largest
/// multiplier has 31 bits. Ties go up.
/// </remarks>
/// <param name="Multipliers">The multiplier of each filter; one where all have the same.</param>
/// <param name="Shift">From 22 to 62.</param>
/// <param name="ZeroPoint">The byte that stands for 0.</param>
/// <param name="Low">The least byte that is given.</param>
/// <param name="High">The largest.</param>
internal sealed record SumFactors(int[] Multipliers, int Shift, int ZeroPoint, int Low = 0, int High = byte.MaxValue)
{
    private const int Bits = 31;
    private const int LargestShift = 62;

    /// <summary>Finds multipliers and the shift.</summary>
    /// <param name="scales">For each filter, what a step of a weight is worth.</param>
    /// <param name="from">What the sums are made of.</param>
    /// <param name="to">What they become.</param>
    internal static SumFactors Of(IEnumerable<double> scales, ActivationQuantization from, ActivationQuantization to)
    {
        (int[] multipliers, int shift) = Divide([.. scales.Select(scale => from.Scale * scale / to.Scale)], Bits, LargestShift);
        return new SumFactors(multipliers, shift, to.ZeroPoint);
    }

    /// <summary>Whole numbers m and one shift s with m 2^-s for each ratio, the largest m of so many bits; from 1 to the largest, and never 0 for what is not 0.</summary>
    internal static (int[] Multipliers, int Shift) Divide(ReadOnlySpan<double> ratios, int bits, int largestShift)
    {
        double largest = 0;
        foreach (double ratio in ratios)
            largest = Math.Max(largest, ratio);

        // 2^exponent is the first power of two above the largest; a ratio over 2^8 saturates every byte all the same.
        int exponent = largest > 0 ? Math.Clamp(Math.ILogB(largest) + 1, bits - largestShift, 9) : 0;
        int shift = bits - exponent;
        double limit = Math.ScaleB(1, bits) - 1;
        int[] multipliers = new int[ratios.Length];
        for (int i = 0; i < multipliers.Length; i++)
            multipliers[i] = (int)Math.Min(Math.Round(Math.ScaleB(ratios[i], shift)), limit);
        return (multipliers, shift);
    }
}
