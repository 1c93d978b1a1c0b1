using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>The first half of a batch norm's gradient: that of its output before the activation, and for each channel its sum and its sum times the input's distance from the mean.</summary>
internal unsafe struct BatchNormSlopes<TLane, TElement, TActivation> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
    where TActivation : struct, IFusedActivation
{
    public ChannelPattern Pattern;
    public TElement* Input;

    /// <summary>The gradient after the activation.</summary>
    public TElement* Gradient;

    /// <summary>Gets the gradient before the activation, where there is one.</summary>
    public TElement* Slopes;

    /// <summary>A period of factors of the forward pass.</summary>
    public float* Scale;

    /// <summary>A period of addends of the forward pass.</summary>
    public float* Shift;

    /// <summary>A period of means.</summary>
    public float* Mean;

    /// <summary>For each part a period of sums and one of products.</summary>
    public float* Sums;

    public float Beta;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Execute(int part)
    {
        float* sums = Sums + (2L * part * Pattern.Period);
        new Span<float>(sums, 2 * Pattern.Period).Clear();
        long end = Pattern.First(part + 1);
        for (long period = Pattern.First(part); period < end; period += Pattern.PeriodsPerBlock)
        {
            int periods = (int)Math.Min(Pattern.PeriodsPerBlock, end - period);
            for (int column = 0; column < Pattern.Period; column += TLane.Width)
                Column<TLane>(period * Pattern.Period, column, periods, sums);
        }

        for (int column = 0; part == Pattern.Parts - 1 && column < Pattern.Rest; column++)
            Column<Lane1>(Pattern.Periods * Pattern.Period, column, periods: 1, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Column<T>(long offset, int column, int periods, float* sums)
        where T : struct, ILane<T>
    {
        T scale = T.Load(Scale + column), shift = T.Load(Shift + column), mean = T.Load(Mean + column), beta = T.Broadcast(Beta);
        T sum = T.Broadcast(0), product = sum;
        long at = offset + column;
        for (int period = 0; period < periods; period++, at += Pattern.Period)
        {
            T x = TElement.Load<T>(Input + at);
            T slope = TElement.Load<T>(Gradient + at);
            if (!TActivation.IsIdentity)
            {
                slope *= TActivation.Slope(T.MultiplyAdd(x, scale, shift), beta);
                TElement.Store(slope, Slopes + at);
            }

            sum += slope;
            product = T.MultiplyAdd(slope, x - mean, product);
        }

        (T.Load(sums + column) + sum).Store(sums + column);
        float* products = sums + Pattern.Period + column;
        (T.Load(products) + product).Store(products);
    }
}
