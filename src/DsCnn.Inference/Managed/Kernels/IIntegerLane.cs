namespace DsCnn.Inference;

/// <summary>A few 32-bit whole numbers that one instruction computes at once. Every width computes the same.</summary>
internal unsafe interface IIntegerLane<TSelf>
    where TSelf : struct, IIntegerLane<TSelf>
{
    /// <summary>How many numbers.</summary>
    static abstract int Width { get; }

    static abstract TSelf Broadcast(int value);

    static abstract TSelf Load(int* source);

    /// <summary>Unsigned bytes.</summary>
    static abstract TSelf Load(byte* source);

    /// <summary>Floats that are whole numbers.</summary>
    static abstract TSelf Load(float* source);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    /// <summary>The lower 32 bits of the products.</summary>
    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf ShiftRight(TSelf value, int bits);

    static abstract TSelf Clamp(TSelf value, TSelf low, TSelf high);

    /// <summary>Makes what <see cref="MultiplyShift"/> takes, once for many sums.</summary>
    /// <param name="multipliers">By what sums are multiplied.</param>
    /// <param name="bias">What is added to them before.</param>
    /// <param name="shift">At least <see cref="Requantization.SmallestShift"/>; lanes of one number take any.</param>
    static abstract SumScale<TSelf> ScaleOf(TSelf multipliers, TSelf bias, int shift);

    /// <summary>((sum + bias) * multiplier + 2^(shift - 1)) >> shift in 64 bits.</summary>
    static abstract TSelf MultiplyShift(TSelf sums, in SumScale<TSelf> scale);

    /// <summary>Numbers from 0 to 255.</summary>
    void StoreBytes(byte* target);

    /// <summary>What <see cref="StoreBytes(TSelf, TSelf, TSelf, TSelf, in ByteLimits{TSelf}, byte*, byte*, byte*, byte*)"/> adds and holds, in the form in which it takes that.</summary>
    static virtual ByteLimits<TSelf> LimitsOf(int zeroPoint, int low, int high) => new(TSelf.Broadcast(zeroPoint), TSelf.Broadcast(low), TSelf.Broadcast(high));

    /// <summary>Adds the zero point to four times as many numbers, holds them within limits, and stores them as bytes in four places.</summary>
    static virtual void StoreBytes(TSelf a, TSelf b, TSelf c, TSelf d, in ByteLimits<TSelf> limits, byte* first, byte* second, byte* third, byte* fourth)
    {
        TSelf.Clamp(a + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(first);
        TSelf.Clamp(b + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(second);
        TSelf.Clamp(c + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(third);
        TSelf.Clamp(d + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(fourth);
    }

    void StoreFloats(float* target);
}
