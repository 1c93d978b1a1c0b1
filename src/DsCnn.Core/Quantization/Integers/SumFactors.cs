namespace DsCnn.Quantization.Integers;

/// <summary>How a layer's 32-bit sums become bytes: zero point + (sum * multiplier + 2^(shift - 1)) >> shift, in 64 bits, clamped to limits. The result is the same on every processor.</summary>
/// <remarks>
/// multiplier * 2^-shift represents (input scale * filter scale / output scale) of each filter (Jacob et al. 2018, section 2.2). All filters share one shift, chosen so that the largest
/// multiplier has 31 bits. Ties are rounded up.
/// </remarks>
/// <param name="Multipliers">The multiplier of each filter; a single one if all are the same.</param>
/// <param name="Shift">From 22 to 62.</param>
/// <param name="ZeroPoint">The byte that represents 0.</param>
/// <param name="Low">The smallest result.</param>
/// <param name="High">The largest result.</param>
internal sealed record SumFactors(int[] Multipliers, int Shift, int ZeroPoint, int Low = 0, int High = byte.MaxValue)
{
    private const int Bits = 31;
    private const int LargestShift = 62;

    /// <summary>Computes the multipliers and the shift.</summary>
    /// <param name="scales">For each filter, the size of one step of a weight.</param>
    /// <param name="from">The input of the layer.</param>
    /// <param name="to">The output of the layer.</param>
    internal static SumFactors Of(IEnumerable<double> scales, ActivationQuantization from, ActivationQuantization to)
    {
        (int[] multipliers, int shift) = Divide([.. scales.Select(scale => from.Scale * scale / to.Scale)], Bits, LargestShift);
        return new SumFactors(multipliers, shift, to.ZeroPoint);
    }

    /// <summary>Integers m and one shift s such that m 2^-s represents each ratio, where the largest m has the given number of bits. The shift is from 1 to the largest allowed; m is never 0 for a nonzero ratio.</summary>
    internal static (int[] Multipliers, int Shift) Divide(ReadOnlySpan<double> ratios, int bits, int largestShift)
    {
        double largest = 0;
        foreach (double ratio in ratios)
            largest = Math.Max(largest, ratio);

        // 2^exponent is the first power of two above the largest ratio; a ratio over 2^8 saturates every byte anyway.
        int exponent = largest > 0 ? Math.Clamp(Math.ILogB(largest) + 1, bits - largestShift, 9) : 0;
        int shift = bits - exponent;
        double limit = Math.ScaleB(1, bits) - 1;
        int[] multipliers = new int[ratios.Length];
        for (int i = 0; i < multipliers.Length; i++)
            multipliers[i] = (int)Math.Min(Math.Round(Math.ScaleB(ratios[i], shift)), limit);
        return (multipliers, shift);
    }
}
