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

    static abstract TSelf Clamp(TSelf value, int low, int high);

    /// <summary>(value * multiplier + 2^(shift - 1)) >> shift in 64 bits; shift is at least <see cref="Requantization.SmallestShift"/>.</summary>
    static abstract TSelf MultiplyShift(TSelf value, TSelf multiplier, int shift);

    /// <summary>Numbers from 0 to 255.</summary>
    void StoreBytes(byte* target);

    void StoreFloats(float* target);
}
