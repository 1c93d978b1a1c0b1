using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>An activation that a kernel computes while it has the numbers at hand.</summary>
internal interface IFusedActivation
{
    /// <summary>Whether it changes nothing, so that steps can be left out.</summary>
    static abstract bool IsIdentity { get; }

    static abstract TLane Apply<TLane>(TLane z, TLane beta)
        where TLane : struct, ILane<TLane>;

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
