using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>The format in which the byte results of a convolution are stored.</summary>
internal unsafe interface IByteStore
{
    /// <summary>The size of each number in memory.</summary>
    static abstract int NumberBytes { get; }

    /// <summary>The limits for four vectors at once.</summary>
    static abstract ByteLimits<TInteger> LimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>;

    /// <summary>The limits for a single vector.</summary>
    static abstract ByteLimits<TInteger> PlainLimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>;

    /// <summary>Stores four vectors at four addresses.</summary>
    static abstract void Store<TInteger>(TInteger a, TInteger b, TInteger c, TInteger d, in ByteLimits<TInteger> limits, byte* first, byte* second, byte* third, byte* fourth)
        where TInteger : struct, IIntegerLane<TInteger>;

    static abstract void Store<TInteger>(TInteger value, in ByteLimits<TInteger> limits, byte* target)
        where TInteger : struct, IIntegerLane<TInteger>;
}

/// <summary>As bytes.</summary>
internal readonly unsafe struct AsBytes : IByteStore
{
    public static int NumberBytes => 1;

    public static ByteLimits<TInteger> LimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger> => TInteger.LimitsOf(to.ZeroPoint, to.Low, to.High);

    public static ByteLimits<TInteger> PlainLimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger> => new(TInteger.Broadcast(to.ZeroPoint), TInteger.Broadcast(to.Low), TInteger.Broadcast(to.High));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TInteger>(TInteger a, TInteger b, TInteger c, TInteger d, in ByteLimits<TInteger> limits, byte* first, byte* second, byte* third, byte* fourth)
        where TInteger : struct, IIntegerLane<TInteger> => TInteger.StoreBytes(a, b, c, d, limits, first, second, third, fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TInteger>(TInteger value, in ByteLimits<TInteger> limits, byte* target)
        where TInteger : struct, IIntegerLane<TInteger> => TInteger.Clamp(value + limits.ZeroPoint, limits.Low, limits.High).StoreBytes(target);
}

/// <summary>As float32, with the zero point subtracted: the input format of depthwise convolutions.</summary>
internal readonly unsafe struct AsCentered : IByteStore
{
    public static int NumberBytes => sizeof(float);

    public static ByteLimits<TInteger> LimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger> => PlainLimitsOf<TInteger>(to);

    public static ByteLimits<TInteger> PlainLimitsOf<TInteger>(Requantization to)
        where TInteger : struct, IIntegerLane<TInteger> => new(TInteger.Broadcast(0), TInteger.Broadcast(to.Low - to.ZeroPoint), TInteger.Broadcast(to.High - to.ZeroPoint));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TInteger>(TInteger a, TInteger b, TInteger c, TInteger d, in ByteLimits<TInteger> limits, byte* first, byte* second, byte* third, byte* fourth)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        Store(a, limits, first);
        Store(b, limits, second);
        Store(c, limits, third);
        Store(d, limits, fourth);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TInteger>(TInteger value, in ByteLimits<TInteger> limits, byte* target)
        where TInteger : struct, IIntegerLane<TInteger> => TInteger.Clamp(value, limits.Low, limits.High).StoreFloats((float*)target);
}
