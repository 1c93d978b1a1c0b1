using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>The second half of a batch norm's gradient: the gradient of its input, a * slope + b * (x - mean) + c, channel by channel.</summary>
internal unsafe struct BatchNormInputGradient<TLane, TElement> : IParallelWork, ILaneWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public ChannelPattern Pattern;
    public TElement* Input;
    public TElement* Slopes;

    /// <summary>May share the memory of the slopes.</summary>
    public TElement* InputGradient;

    /// <summary>One period each of a, b, the means and c.</summary>
    public float* Coefficients;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part) => Pattern.ForEachLane<TLane, BatchNormInputGradient<TLane, TElement>>(this, part);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Do<T>(long offset, int column)
        where T : struct, ILane<T>
    {
        float* a = Coefficients + column;
        float* b = a + Pattern.Period;
        float* mean = b + Pattern.Period;
        float* c = mean + Pattern.Period;
        T ofInput = T.MultiplyAdd(TElement.Load<T>(Input + offset + column) - T.Load(mean), T.Load(b), T.Load(c));
        TElement.Store(T.MultiplyAdd(TElement.Load<T>(Slopes + offset + column), T.Load(a), ofInput), InputGradient + offset + column);
    }
}
