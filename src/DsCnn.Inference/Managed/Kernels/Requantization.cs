namespace DsCnn.Inference;

/// <summary>How a layer's sums become bytes (<see cref="SumFactors"/>), with the multipliers arranged for the kernels.</summary>
internal sealed unsafe class Requantization
{
    /// <summary>From this shift on, only the upper half of a 64-bit product is needed; below it, lanes with one element are used.</summary>
    internal const int SmallestShift = 32;

    private readonly SumFactors _factors;
    private readonly ConstantBlock _multipliers;

    /// <param name="factors">The rule.</param>
    /// <param name="arrange">Arranges multipliers for the kernels, or null to keep their order.</param>
    internal Requantization(SumFactors factors, Func<int[], int[]>? arrange = null)
    {
        _factors = factors;
        _multipliers = ConstantBlock.Of(arrange?.Invoke(factors.Multipliers) ?? factors.Multipliers);
    }

    /// <summary>The multiplier of each filter.</summary>
    internal int[] Values => _factors.Multipliers;

    internal int* Multipliers => (int*)_multipliers.Pointer;

    internal int Shift => _factors.Shift;

    internal int ZeroPoint => _factors.ZeroPoint;

    internal int Low => _factors.Low;

    internal int High => _factors.High;

    internal bool FitsLanes => Shift >= SmallestShift;

    /// <summary>Converts one sum to a byte, with the first multiplier.</summary>
    internal byte Apply(int sum) =>
        (byte)Math.Clamp(((((long)sum * Values[0]) + (1L << (Shift - 1))) >> Shift) + ZeroPoint, Low, High);
}
