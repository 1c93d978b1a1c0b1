namespace DsCnn.Inference;

/// <summary>The zero point that is added to numbers before they become bytes, and the limits to which they are clamped.</summary>
internal readonly struct ByteLimits<TInteger>(TInteger zeroPoint, TInteger low, TInteger high)
    where TInteger : struct, IIntegerLane<TInteger>
{
    internal TInteger ZeroPoint { get; } = zeroPoint;

    internal TInteger Low { get; } = low;

    internal TInteger High { get; } = high;
}
