namespace DsCnn.Lanes;

/// <summary>A few numbers that one instruction processes at once. Kernels are written once and compiled for each width.</summary>
internal unsafe interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>The number of elements.</summary>
    static abstract int Width { get; }

    static abstract TSelf Broadcast(float value);

    static abstract TSelf Load(float* source);

    static abstract TSelf Load(BFloat16* source);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    /// <summary>a * b + c, rounded once if the processor can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger element; NaN where b is NaN.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller element; NaN where b is NaN.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>Clamps finite numbers; the result for NaN is unspecified.</summary>
    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>value * 2^n, where the lowest 8 bits of biased are those of n; for values near 1 and n from -125 to 126. Below that, the result is some number near 0.</summary>
    static abstract TSelf AddExponent(TSelf value, TSelf biased);

    /// <summary>1 / value to nearly full precision, for values from 1 to 2^127.</summary>
    static abstract TSelf Reciprocal(TSelf value);

    void Store(float* target);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN, whatever its bits.</summary>
    void Store(BFloat16* target);
}
