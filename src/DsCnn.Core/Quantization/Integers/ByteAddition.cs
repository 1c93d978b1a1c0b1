namespace DsCnn.Quantization.Integers;

/// <summary>The addition of two bytes: zero point + ((a - its zero point) * its multiplier + (b - its zero point) * its multiplier + 2^(shift - 1)) >> shift, clamped to a byte.</summary>
internal readonly record struct ByteAddition(int MultiplierA, int ZeroPointA, int MultiplierB, int ZeroPointB, int Shift, int ZeroPoint)
{
    private const int Bits = 15;
    private const int LargestShift = 24;

    internal static ByteAddition Of(ActivationQuantization a, ActivationQuantization b, ActivationQuantization sum)
    {
        (int[] multipliers, int shift) = SumFactors.Divide([(double)a.Scale / sum.Scale, (double)b.Scale / sum.Scale], Bits, LargestShift);
        return new(multipliers[0], a.ZeroPoint, multipliers[1], b.ZeroPoint, shift, sum.ZeroPoint);
    }

    internal byte Apply(byte a, byte b) => (byte)Math.Clamp(
        ((((a - ZeroPointA) * MultiplierA) + ((b - ZeroPointB) * MultiplierB) + (1 << (Shift - 1))) >> Shift) + ZeroPoint, 0, byte.MaxValue);
}
