namespace DsCnn.Lanes;

/// <summary>A few numbers that one instruction computes at once. Kernels are written once and compiled for each width.</summary>
internal unsafe interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Width { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract TSelf Load(BFloat16* source);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a * b + c, rounded once where the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger one; where b is no number, none.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller one; where b is no number, none.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Holds finite numbers within limits; what a NaN becomes is open.</summary>
    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>value * 2^n, where the lowest 8 bits of biased are those of n; for values near 1 and n from -125 to 126, below which the result is some number near 0.</summary>
    static abstract TSelf AddExponent(TSelf value, TSelf biased);

    /// <summary>1 / value to nearly full precision, for values from 1 to 2^127.</summary>
    static abstract TSelf Reciprocal(TSelf value);

    void Store(float* target);

    /// <summary>Rounds to the nearest, ties to even; what is no number stays none, whatever its bits.</summary>
    void Store(BFloat16* target);
}
