namespace DsCnn.Tflite;

/// <summary>A factor in the form in which TensorFlow Lite's kernels apply it to sums: 31 bits and a shift (Jacob et al. 2018, section 2.2).</summary>
internal readonly struct FixedPoint
{
    private readonly int _multiplier;
    private readonly int _shift;

    /// <param name="factor">At least 0.</param>
    internal FixedPoint(double factor)
    {
        if (factor == 0)
            return;
        _shift = Math.ILogB(factor) + 1;
        long multiplier = (long)Math.Round(Math.ScaleB(factor, 31 - _shift), MidpointRounding.AwayFromZero);
        if (multiplier == 1L << 31)
            (multiplier, _shift) = (multiplier / 2, _shift + 1);
        _multiplier = (int)multiplier;
    }

    /// <summary>The sum times the factor: the high half of the doubled product, rounded, then shifted, rounded.</summary>
    internal int Apply(int sum)
    {
        long shifted = _shift > 0 ? unchecked(sum << _shift) : sum;
        long product = shifted * _multiplier, nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        int high = (int)((product + nudge) / (1L << 31)), right = Math.Max(0, -_shift);
        if (right == 0)
            return high;
        if (right > 31)
            return 0;
        long mask = (1L << right) - 1, remainder = high & mask, threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (int)((high >> Math.Min(right, 31)) + (remainder > threshold ? 1 : 0));
    }
}
