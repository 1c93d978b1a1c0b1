using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>activation(scale x + shift), channel by channel; output and input may be the same.</summary>
internal unsafe struct BatchNormApply<TLane, TElement, TActivation> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
    where TActivation : struct, IFusedActivation
{
    public ChannelPattern Pattern;
    public TElement* Input;
    public TElement* Output;

    /// <summary>A period of factors.</summary>
    public float* Scale;

    /// <summary>A period of addends.</summary>
    public float* Shift;

    public float Beta;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        long end = Pattern.First(part + 1);
        for (long period = Pattern.First(part); period < end; period++)
        {
            long offset = period * Pattern.Period;
            for (int column = 0; column < Pattern.Period; column += TLane.Width)
                Lane<TLane>(offset, column);
        }

        for (int column = 0; part == Pattern.Parts - 1 && column < Pattern.Rest; column++)
            Lane<Lane1>(Pattern.Periods * Pattern.Period, column);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Lane<T>(long offset, int column)
        where T : struct, ILane<T>
    {
        T z = T.MultiplyAdd(TElement.Load<T>(Input + offset + column), T.Load(Scale + column), T.Load(Shift + column));
        TElement.Store(TActivation.Apply(z, T.Broadcast(Beta)), Output + offset + column);
    }
}
