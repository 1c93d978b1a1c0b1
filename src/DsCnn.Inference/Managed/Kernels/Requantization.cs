namespace DsCnn.Inference;

/// <summary>How a layer's 32-bit sums become bytes: zero point + (sum * multiplier + 2^(shift - 1)) >> shift, in 64 bits, held within limits. The same on every processor.</summary>
/// <remarks>
/// multiplier * 2^-shift stands for (input scale * filter scale / output scale) of each filter (Jacob et al. 2018, section 2.2). The shift is one for all filters, so that the largest
/// multiplier has 31 bits. Ties go up.
/// </remarks>
internal sealed unsafe class Requantization
{
    /// <summary>From here on the upper half of a product of 64 bits is all that is needed of it; below, lanes of one number are used.</summary>
    internal const int SmallestShift = 32;

    private const int LargestShift = 62;
    private readonly ConstantBlock _multipliers;

    private Requantization(int[] multipliers, int shift, ConstantBlock block)
    {
        Values = multipliers;
        Shift = shift;
        _multipliers = block;
    }

    /// <summary>The multiplier of each filter.</summary>
    internal int[] Values { get; }

    internal int* Multipliers => (int*)_multipliers.Pointer;

    internal int Shift { get; }

    internal int ZeroPoint { get; init; }

    internal int Low { get; init; }

    internal int High { get; init; } = byte.MaxValue;

    internal bool FitsLanes => Shift >= SmallestShift;

    /// <summary>Finds multipliers and the shift.</summary>
    /// <param name="ratios">For each filter, how many steps of the output a sum of one is worth; positive and finite.</param>
    /// <param name="arrange">Puts them where the kernels look for them, or null for as they are.</param>
    internal static Requantization Of(ReadOnlySpan<double> ratios, Func<int[], int[]>? arrange = null)
    {
        (int[] multipliers, int shift) = Divide(ratios, bits: 31, LargestShift);
        return new Requantization(multipliers, shift, ConstantBlock.Of(arrange?.Invoke(multipliers) ?? multipliers));
    }

    /// <summary>Makes one sum a byte, by the first multiplier.</summary>
    internal byte Apply(int sum) =>
        (byte)Math.Clamp(((((long)sum * Values[0]) + (1L << (Shift - 1))) >> Shift) + ZeroPoint, Low, High);

    /// <summary>The same, of which only zero point and limits differ.</summary>
    internal Requantization With(ActivationQuantization output, int low = 0, int high = byte.MaxValue) =>
        new(Values, Shift, _multipliers) { ZeroPoint = output.ZeroPoint, Low = low, High = high };

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
