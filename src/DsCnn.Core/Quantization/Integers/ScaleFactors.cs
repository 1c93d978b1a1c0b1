namespace DsCnn.Quantization.Integers;

/// <summary>The multiplication of a byte by an SE gate: zero point + (((byte - its zero point) &lt;&lt; lead) * factor + 2^14) >> 15, clamped to a byte, where each channel's factor is derived from its gate.</summary>
/// <param name="FeaturesZeroPoint">Zero point of the features.</param>
/// <param name="ZeroPoint">Zero point of the product.</param>
/// <param name="Lead">The number of bits by which the difference is shifted left, from 0 to 6.</param>
/// <param name="GateZeroPoint">Zero point of the gate.</param>
/// <param name="Multiplier">The contribution of one gate step to the factor, times 2^<paramref name="Shift"/>.</param>
/// <param name="Shift">From 11 to 30.</param>
internal readonly record struct ScaleFactors(int FeaturesZeroPoint, int ZeroPoint, int Lead, int GateZeroPoint, int Multiplier, int Shift)
{
    private const int Bits = 20;
    private const int LargestShift = 30;

    /// <summary>How many bits a difference of bytes can be shifted left without exceeding 16 bits.</summary>
    private const int LargestLead = 6;

    internal static ScaleFactors Of(ActivationQuantization features, ActivationQuantization gate, ActivationQuantization scaled)
    {
        double ratio = (double)features.Scale * gate.Scale / scaled.Scale;
        double largest = ratio * Math.Max(gate.ZeroPoint, byte.MaxValue - gate.ZeroPoint);
        int lead = Math.Clamp(Math.ILogB(Math.Max(largest, double.Epsilon)) + 1, 0, LargestLead);
        (int[] multipliers, int shift) = SumFactors.Divide([Math.ScaleB(ratio, 15 - lead)], Bits, LargestShift);
        return new ScaleFactors(features.ZeroPoint, scaled.ZeroPoint, lead, gate.ZeroPoint, multipliers[0], shift);
    }

    /// <summary>The factor of a gate's byte, in steps of 2^(lead - 15): ((byte - zero point) * multiplier + 2^(shift - 1)) >> shift.</summary>
    internal short FactorOf(byte gate)
    {
        long factor = (((long)(gate - GateZeroPoint) * Multiplier) + (1L << (Shift - 1))) >> Shift;
        return (short)Math.Clamp(factor, -short.MaxValue, short.MaxValue);
    }
}
