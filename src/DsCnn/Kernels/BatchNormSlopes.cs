using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>The first half of a batch norm's gradient: the gradient of its output before the activation and, for each channel, its sum and its sum times the input's distance from the mean.</summary>
internal unsafe struct BatchNormSlopes<TLane, TElement, TActivation> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
    where TActivation : struct, IFusedActivation
{
    public ChannelPattern Pattern;
    public TElement* Input;

    /// <summary>The gradient after the activation.</summary>
    public TElement* Gradient;

    /// <summary>Receives the gradient before the activation, if there is one.</summary>
    public TElement* Slopes;

    /// <summary>One period of the forward pass's factors.</summary>
    public float* Scale;

    /// <summary>One period of the forward pass's addends.</summary>
    public float* Shift;

    /// <summary>One period of means.</summary>
    public float* Mean;

    /// <summary>For each part, one period of sums and one of products, and the same again for a block of them.</summary>
    public float* Sums;

    public float Beta;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        int period = Pattern.Period;
        float* sums = Sums + (4L * part * period);
        float* blockSums = sums + (2 * period);
        new Span<float>(sums, 2 * period).Clear();
        long last = Pattern.First(part + 1);
        for (long first = Pattern.First(part); first < last; first += Pattern.PeriodsPerBlock)
        {
            new Span<float>(blockSums, 2 * period).Clear();
            long end = Math.Min(first + Pattern.PeriodsPerBlock, last) * period;
            for (long row = first * period; row < end; row += period)
            {
                for (int column = 0; column < period; column += TLane.Width)
                    Add<TLane>(row + column, column, blockSums);
            }

            Pattern.AddBlock<TLane>(blockSums, sums);
        }

        for (int column = 0; part == Pattern.Parts - 1 && column < Pattern.Rest; column++)
            Add<Lane1>((Pattern.Periods * period) + column, column, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Add<T>(long at, int column, float* sums)
        where T : struct, ILane<T>
    {
        T x = TElement.Load<T>(Input + at);
        T slope = TElement.Load<T>(Gradient + at);
        if (!TActivation.IsIdentity)
        {
            slope *= TActivation.Slope(T.MultiplyAdd(x, T.Load(Scale + column), T.Load(Shift + column)), T.Broadcast(Beta));
            TElement.Store(slope, Slopes + at);
        }

        float* products = sums + Pattern.Period;
        (T.Load(sums + column) + slope).Store(sums + column);
        T.MultiplyAdd(slope, x - T.Load(Mean + column), T.Load(products + column)).Store(products + column);
    }
}
