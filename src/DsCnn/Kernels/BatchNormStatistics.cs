using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>Sums each channel's distance from a value of its own, and the squares of these distances.</summary>
/// <remarks>The value is the channel's first one, which is near enough to the mean for the squares to keep their digits.</remarks>
internal unsafe struct BatchNormStatistics<TLane, TElement> : IParallelWork
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    public ChannelPattern Pattern;
    public TElement* Input;

    /// <summary>A period of shifts.</summary>
    public float* Shift;

    /// <summary>For each part a period of sums and one of squares.</summary>
    public float* Sums;

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
                Column<TLane>(Input + (period * Pattern.Period), column, periods, sums);
        }

        for (int column = 0; part == Pattern.Parts - 1 && column < Pattern.Rest; column++)
            Column<Lane1>(Input + (Pattern.Periods * Pattern.Period), column, periods: 1, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Column<T>(TElement* block, int column, int periods, float* sums)
        where T : struct, ILane<T>
    {
        T shift = T.Load(Shift + column);
        T sum = T.Broadcast(0), square = sum, otherSum = sum, otherSquare = sum;
        TElement* input = block + column;
        int period = 0;
        for (; period + 2 <= periods; period += 2)
        {
            T x = TElement.Load<T>(input) - shift;
            T y = TElement.Load<T>(input + Pattern.Period) - shift;
            input += 2 * Pattern.Period;
            sum += x;
            otherSum += y;
            square = T.MultiplyAdd(x, x, square);
            otherSquare = T.MultiplyAdd(y, y, otherSquare);
        }

        if (period < periods)
        {
            T x = TElement.Load<T>(input) - shift;
            sum += x;
            square = T.MultiplyAdd(x, x, square);
        }

        (T.Load(sums + column) + (sum + otherSum)).Store(sums + column);
        float* squares = sums + Pattern.Period + column;
        (T.Load(squares) + (square + otherSquare)).Store(squares);
    }
}
