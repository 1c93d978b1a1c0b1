using System.Runtime.CompilerServices;

namespace DsCnn.Lanes;

/// <summary>An activation that a kernel applies while the numbers are in registers.</summary>
internal interface ILaneActivation
{
    /// <summary>Whether it changes nothing, so that steps can be skipped.</summary>
    static abstract bool IsIdentity { get; }

    /// <summary>The activation of z; beta is that of Swish.</summary>
    static abstract TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane>;
}

/// <summary>An activation whose gradient is also computed in kernels.</summary>
internal interface IFusedActivation : ILaneActivation
{
    /// <summary>The derivative at z.</summary>
    static abstract TLane Slope<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane>;
}

/// <summary>No activation.</summary>
internal readonly struct Identity : IFusedActivation
{
    public static bool IsIdentity => true;

    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => z;

    public static TLane Slope<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => TLane.Broadcast(1);
}

/// <summary>z * sigmoid(beta z).</summary>
internal readonly struct Swish : IFusedActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => z * LaneMath.Sigmoid(z * beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Slope<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane>
    {
        TLane scaled = z * beta;
        TLane gate = LaneMath.Sigmoid(scaled);
        return gate * TLane.MultiplyAdd(scaled, TLane.Broadcast(1) - gate, TLane.Broadcast(1));
    }
}

/// <summary>max(z, 0).</summary>
internal readonly struct Relu : ILaneActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => TLane.Max(TLane.Broadcast(0), z);
}

/// <summary>min(max(z, 0), 6).</summary>
internal readonly struct Relu6 : ILaneActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => TLane.Min(TLane.Broadcast(6), TLane.Max(TLane.Broadcast(0), z));
}

/// <summary>z * relu6(z + 3) / 6.</summary>
internal readonly struct HardSwish : ILaneActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => z * HardSigmoid.Apply(z, beta);
}

/// <summary>relu6(z + 3) / 6.</summary>
internal readonly struct HardSigmoid : ILaneActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => Relu6.Apply(z + TLane.Broadcast(3), beta) * TLane.Broadcast(1 / 6f);
}

/// <summary>1 / (1 + exp(-z)).</summary>
internal readonly struct Sigmoid : ILaneActivation
{
    public static bool IsIdentity => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane> => LaneMath.Sigmoid(z);
}
