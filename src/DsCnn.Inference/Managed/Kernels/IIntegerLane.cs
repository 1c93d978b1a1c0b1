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

    /// <summary>2^(shift - 1), as <see cref="MultiplyShift"/> takes it.</summary>
    static abstract TSelf Half(int shift);

    /// <summary>The multipliers of the odd places, as <see cref="MultiplyShift"/> takes them.</summary>
    static abstract TSelf Odd(TSelf multipliers);

    /// <summary>(value * multiplier + 2^(shift - 1)) >> shift in 64 bits; shift is at least <see cref="Requantization.SmallestShift"/>. What does not change from call to call is made before.</summary>
    /// <param name="value">The values.</param>
    /// <param name="multipliers">The multipliers.</param>
    /// <param name="odd"><see cref="Odd"/> of them.</param>
    /// <param name="half"><see cref="Half"/> of the shift.</param>
    /// <param name="bits">The shift less 32, everywhere.</param>
    static abstract TSelf MultiplyShift(TSelf value, TSelf multipliers, TSelf odd, TSelf half, TSelf bits);

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
