namespace DsCnn.Inference;

/// <summary>What is added to numbers before they become bytes, and within which limits they are held.</summary>
internal readonly struct ByteLimits<TInteger>(TInteger zeroPoint, TInteger low, TInteger high)
    where TInteger : struct, IIntegerLane<TInteger>
{
    internal TInteger ZeroPoint { get; } = zeroPoint;

    internal TInteger Low { get; } = low;

    internal TInteger High { get; } = high;
}
