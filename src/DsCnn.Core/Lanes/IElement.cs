using System.Runtime.CompilerServices;

namespace DsCnn.Lanes;

/// <summary>How a tensor stores a number; kernels always compute in float32.</summary>
internal unsafe interface IElement<TSelf>
    where TSelf : unmanaged, IElement<TSelf>
{
    static abstract TLane Load<TLane>(TSelf* source)
        where TLane : struct, ILane<TLane>;

    static abstract void Store<TLane>(TLane value, TSelf* target)
        where TLane : struct, ILane<TLane>;
}

/// <summary>A float32.</summary>
internal readonly unsafe struct Float32 : IElement<Float32>
{
#pragma warning disable CS0169, IDE0051 // It gives the struct its size.
    private readonly float _value;
#pragma warning restore CS0169, IDE0051

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(Float32* source)
        where TLane : struct, ILane<TLane> => TLane.Load((float*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane>(TLane value, Float32* target)
        where TLane : struct, ILane<TLane> => value.Store((float*)target);
}

/// <summary>A bfloat16: the upper half of a float32.</summary>
internal readonly unsafe struct BFloat16 : IElement<BFloat16>
{
#pragma warning disable CS0169, IDE0051 // It gives the struct its size.
    private readonly ushort _value;
#pragma warning restore CS0169, IDE0051

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Load<TLane>(BFloat16* source)
        where TLane : struct, ILane<TLane> => TLane.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TLane>(TLane value, BFloat16* target)
        where TLane : struct, ILane<TLane> => value.Store(target);
}
