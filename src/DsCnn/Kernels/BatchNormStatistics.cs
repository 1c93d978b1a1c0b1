using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>For each channel, sums the distances from a shift value, and their squares.</summary>
/// <remarks>The shift is the channel's first value, which is close enough to the mean for the squares to keep their digits.</remarks>
internal unsafe struct BatchNormStatistics<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public ChannelPattern Pattern;
    public TElement* Input;

    /// <summary>One period of shifts.</summary>
    public float* Shift;

    /// <summary>For each part, one period of sums and one of squares, and the same again for a block of them.</summary>
    public float* Sums;

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
            TElement* end = Input + (Math.Min(first + Pattern.PeriodsPerBlock, last) * period);
            TElement* row = Input + (first * period);
            for (; row + period < end; row += 2 * period)
            {
                for (int column = 0; column < period; column += TLane.Width)
                    AddTwo(row + column, column, blockSums);
            }

            for (int column = 0; row < end && column < period; column += TLane.Width)
                Add<TLane>(row + column, column, blockSums);

            Pattern.AddBlock<TLane>(blockSums, sums);
        }

        for (int column = 0; part == Pattern.Parts - 1 && column < Pattern.Rest; column++)
            Add<Lane1>(Input + (Pattern.Periods * period) + column, column, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Add<T>(TElement* input, int column, float* sums)
        where T : struct, ILane<T>
    {
        T x = TElement.Load<T>(input) - T.Load(Shift + column);
        float* squares = sums + Pattern.Period;
        (T.Load(sums + column) + x).Store(sums + column);
        T.MultiplyAdd(x, x, T.Load(squares + column)).Store(squares + column);
    }

    /// <summary>Processes two rows per access to the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void AddTwo(TElement* input, int column, float* sums)
    {
        TLane shift = TLane.Load(Shift + column);
        TLane x = TElement.Load<TLane>(input) - shift;
        TLane y = TElement.Load<TLane>(input + Pattern.Period) - shift;
        float* squares = sums + Pattern.Period;
        (TLane.Load(sums + column) + (x + y)).Store(sums + column);
        TLane.MultiplyAdd(x, x, TLane.MultiplyAdd(y, y, TLane.Load(squares + column))).Store(squares + column);
    }
}
