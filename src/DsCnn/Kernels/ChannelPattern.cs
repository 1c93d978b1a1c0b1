using System.Runtime.CompilerServices;

namespace DsCnn.Kernels;

/// <summary>How lanes cover a matrix of rows x channels: the channels of a lane repeat after a period that is a multiple of both widths.</summary>
internal readonly struct ChannelPattern
{
    /// <summary>How many numbers are added up before they are added to a longer sum, in which small numbers would be lost.</summary>
    private const int BlockElements = 4096;

    internal ChannelPattern(long rows, int channels, int laneWidth, int parts)
    {
        Period = checked((int)((long)channels * laneWidth / GreatestCommonDivisor(channels, laneWidth)));
        Periods = rows * channels / Period;
        Rest = (int)((rows * channels) - (Periods * Period));
        Parts = parts;
        PeriodsPerBlock = Math.Max(1, BlockElements / Period);
    }

    /// <summary>The number of elements after which lanes cover the same channels again.</summary>
    internal int Period { get; }

    /// <summary>The number of whole periods in the matrix.</summary>
    internal long Periods { get; }

    /// <summary>The number of elements after the last whole period.</summary>
    internal int Rest { get; }

    internal int Parts { get; }

    /// <summary>The number of periods that are added up before they are added to a longer sum.</summary>
    internal int PeriodsPerBlock { get; }

    /// <summary>The first period of a part.</summary>
    internal long First(int part) => Periods * part / Parts;

    /// <summary>Processes all lanes of a part in memory order; the last part also processes the remaining elements one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ForEachLane<TLane, TWork>(TWork work, int part)
        where TLane : struct, ILane<TLane>
        where TWork : struct, ILaneWork
    {
        long end = First(part + 1);
        for (long period = First(part); period < end; period++)
        {
            long offset = period * Period;
            for (int column = 0; column < Period; column += TLane.Width)
                work.Do<TLane>(offset, column);
        }

        for (int column = 0; part == Parts - 1 && column < Rest; column++)
            work.Do<Lane1>(Periods * Period, column);
    }

    /// <summary>Adds two periods of a block's sums to the part's.</summary>
    internal unsafe void AddBlock<TLane>(float* blockSums, float* sums)
        where TLane : struct, ILane<TLane>
    {
        for (int column = 0; column < 2 * Period; column += TLane.Width)
            (TLane.Load(sums + column) + TLane.Load(blockSums + column)).Store(sums + column);
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
