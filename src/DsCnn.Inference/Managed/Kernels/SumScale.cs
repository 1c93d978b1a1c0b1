namespace DsCnn.Inference;

/// <summary>How sums of some filters become steps of the output. The addend of the products, bias * multiplier + 2^(shift - 1), has 64 bits and is split in two parts in the way in which a lane multiplies.</summary>
internal readonly struct SumScale<TInteger>(TInteger multipliers, TInteger otherMultipliers, TInteger addends, TInteger otherAddends, TInteger shift)
    where TInteger : struct, IIntegerLane<TInteger>
{
    internal TInteger Multipliers { get; } = multipliers;

    internal TInteger OtherMultipliers { get; } = otherMultipliers;

    internal TInteger Addends { get; } = addends;

    internal TInteger OtherAddends { get; } = otherAddends;

    /// <summary>The shift minus 32, because the lower 32 bits are dropped anyway.</summary>
    internal TInteger Shift { get; } = shift;
}
