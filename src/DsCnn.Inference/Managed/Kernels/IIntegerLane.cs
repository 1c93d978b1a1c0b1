namespace DsCnn.Inference;

/// <summary>A few 32-bit integers that one instruction processes at once. The results are the same for every width.</summary>
internal unsafe interface IIntegerLane<TSelf>
    where TSelf : struct, IIntegerLane<TSelf>
{
    /// <summary>The number of elements.</summary>
    static abstract int Width { get; }

    static abstract TSelf Broadcast(int value);

    static abstract TSelf Load(int* source);

    /// <summary>Loads unsigned bytes.</summary>
    static abstract TSelf Load(byte* source);

    /// <summary>Loads floats with integer values.</summary>
    static abstract TSelf Load(float* source);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>The lower 32 bits of the products.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf ShiftRight(TSelf value, int bits);

    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>Prepares the argument of <see cref="MultiplyShift"/>, once for many sums.</summary>
    /// <param name="multipliers">The factors for the sums.</param>
    /// <param name="bias">The numbers added to the sums first.</param>
    /// <param name="shift">At least <see cref="Requantization.SmallestShift"/>; lanes with one element accept any shift.</param>
    static abstract SumScale<TSelf> ScaleOf(TSelf multipliers, TSelf bias, int shift);

    /// <summary>((sum + bias) * multiplier + 2^(shift - 1)) >> shift in 64 bits.</summary>
    static abstract TSelf MultiplyShift(TSelf sums, in SumScale<TSelf> scale);

    /// <summary>Stores numbers from 0 to 255.</summary>
    void StoreBytes(byte* target);

    /// <summary>The numbers that <see cref="StoreBytes(TSelf, TSelf, TSelf, TSelf, in ByteLimits{TSelf}, byte*, byte*, byte*, byte*)"/> adds and clamps to, in the form in which it needs them.</summary>
    static virtual ByteLimits<TSelf> LimitsOf(int zeroPoint, int low, int high) => new(TSelf.Broadcast(zeroPoint), TSelf.Broadcast(low), TSelf.Broadcast(high));

    /// <summary>Adds the zero point to four vectors, clamps them to limits, and stores them as bytes at four addresses.</summary>
    static virtual void StoreBytes(TSelf a, TSelf b, TSelf c, TSelf d, in ByteLimits<TSelf> limits, byte* first, byte* second, byte* third, byte* fourth)
    {
        TSelf.Clamp(a + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(first);
        TSelf.Clamp(b + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(second);
        TSelf.Clamp(c + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(third);
        TSelf.Clamp(d + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(fourth);
    }

    void StoreFloats(float* target);
}
