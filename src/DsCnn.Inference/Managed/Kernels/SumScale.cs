namespace DsCnn.Inference;

/// <summary>How sums of some filters become steps of what they give. What is added to the products, bias * multiplier + 2^(shift - 1), has 64 bits: it lies in two parts, as a lane multiplies.</summary>
internal readonly struct SumScale<TInteger>(TInteger multipliers, TInteger otherMultipliers, TInteger addends, TInteger otherAddends, TInteger shift)
    where TInteger : struct, IIntegerLane<TInteger>
{
    internal TInteger Multipliers { get; } = multipliers;

    internal TInteger OtherMultipliers { get; } = otherMultipliers;

    internal TInteger Addends { get; } = addends;

    internal TInteger OtherAddends { get; } = otherAddends;

    /// <summary>Less 32, the bits that are left out anyway.</summary>
    internal TInteger Shift { get; } = shift;
}
