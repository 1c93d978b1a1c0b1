using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>activation(scale x + shift), channel by channel; output and input may be the same.</summary>
internal unsafe struct BatchNormApply<TLane, TElement, TActivation> : IParallelWork, ILaneWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
    where TActivation : struct, IFusedActivation
{
    public ChannelPattern Pattern;
    public TElement* Input;
    public TElement* Output;

    /// <summary>One period of factors.</summary>
    public float* Scale;

    /// <summary>One period of addends.</summary>
    public float* Shift;

    public float Beta;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part) => Pattern.ForEachLane<TLane, BatchNormApply<TLane, TElement, TActivation>>(this, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Do<T>(long offset, int column)
        where T : struct, ILane<T>
    {
        T z = T.MultiplyAdd(TElement.Load<T>(Input + offset + column), T.Load(Scale + column), T.Load(Shift + column));
        TElement.Store(TActivation.Apply(z, T.Broadcast(Beta)), Output + offset + column);
    }
}
