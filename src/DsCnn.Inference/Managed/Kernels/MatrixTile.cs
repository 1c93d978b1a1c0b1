using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>Multiplies up to six rows of inputs by a panel of filters, two vectors wide: twelve sums that stay in registers. One source for every kind of number and every width.</summary>
/// <remarks>A panel holds, for each place of the inputs, one vector of weights or two. Each sum is taken in the order of the inputs, so that it does not depend on how rows are divided into tiles.</remarks>
internal static unsafe class MatrixTile<TLane>
    where TLane : struct, IMacLane<TLane>
{
    /// <summary>The most rows of a tile.</summary>
    internal const int MaxRows = 6;

    /// <summary>Multiplies.</summary>
    /// <param name="inputs">What the offsets count from.</param>
    /// <param name="offsets">Where each row begins, in bytes.</param>
    /// <param name="rows">How many rows, 1 to 6.</param>
    /// <param name="panel">The weights.</param>
    /// <param name="isWide">Whether the panel is two vectors wide.</param>
    /// <param name="places">How many places a row has.</param>
    /// <param name="sums">Rows x 2 vectors of sums, which are written; a narrow panel leaves the second free.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Multiply(byte* inputs, int* offsets, int rows, int* panel, bool isWide, int places, int* sums)
    {
        if (isWide)
            Multiply<Two>(inputs, offsets, rows, panel, places, sums);
        else
            Multiply<One>(inputs, offsets, rows, panel, places, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply<TVectors>(byte* inputs, int* offsets, int rows, int* panel, int places, int* sums)
        where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 6:
                Rows<Six, TVectors>(inputs, offsets, panel, places, sums);
                break;
            case 5:
                Rows<Five, TVectors>(inputs, offsets, panel, places, sums);
                break;
            case 4:
                Rows<Four, TVectors>(inputs, offsets, panel, places, sums);
                break;
            case 3:
                Rows<Three, TVectors>(inputs, offsets, panel, places, sums);
                break;
            case 2:
                Rows<Two, TVectors>(inputs, offsets, panel, places, sums);
                break;
            default:
                Rows<One, TVectors>(inputs, offsets, panel, places, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRows, TVectors>(byte* inputs, int* offsets, int* panel, int places, int* sums)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        int* row0 = (int*)(inputs + offsets[0]);
        int* row1 = TRows.Value > 1 ? (int*)(inputs + offsets[1]) : null;
        int* row2 = TRows.Value > 2 ? (int*)(inputs + offsets[2]) : null;
        int* row3 = TRows.Value > 3 ? (int*)(inputs + offsets[3]) : null;
        int* row4 = TRows.Value > 4 ? (int*)(inputs + offsets[4]) : null;
        int* row5 = TRows.Value > 5 ? (int*)(inputs + offsets[5]) : null;

        TLane a0 = TLane.Zero, a1 = TLane.Zero, b0 = TLane.Zero, b1 = TLane.Zero, c0 = TLane.Zero, c1 = TLane.Zero;
        TLane d0 = TLane.Zero, d1 = TLane.Zero, e0 = TLane.Zero, e1 = TLane.Zero, f0 = TLane.Zero, f1 = TLane.Zero;
        for (nint i = 0; i < places; i++)
        {
            TLane left = TLane.LoadWords(panel);
            TLane right = TVectors.Value > 1 ? TLane.LoadWords(panel + TLane.Width) : TLane.Zero;
            panel += TVectors.Value * TLane.Width;

            TLane input = TLane.BroadcastWord(row0 + i);
            a0 = TLane.MultiplyAccumulate(a0, input, left);
            if (TVectors.Value > 1)
                a1 = TLane.MultiplyAccumulate(a1, input, right);
            if (TRows.Value > 1)
            {
                input = TLane.BroadcastWord(row1 + i);
                b0 = TLane.MultiplyAccumulate(b0, input, left);
                if (TVectors.Value > 1)
                    b1 = TLane.MultiplyAccumulate(b1, input, right);
            }

            if (TRows.Value > 2)
            {
                input = TLane.BroadcastWord(row2 + i);
                c0 = TLane.MultiplyAccumulate(c0, input, left);
                if (TVectors.Value > 1)
                    c1 = TLane.MultiplyAccumulate(c1, input, right);
            }

            if (TRows.Value > 3)
            {
                input = TLane.BroadcastWord(row3 + i);
                d0 = TLane.MultiplyAccumulate(d0, input, left);
                if (TVectors.Value > 1)
                    d1 = TLane.MultiplyAccumulate(d1, input, right);
            }

            if (TRows.Value > 4)
            {
                input = TLane.BroadcastWord(row4 + i);
                e0 = TLane.MultiplyAccumulate(e0, input, left);
                if (TVectors.Value > 1)
                    e1 = TLane.MultiplyAccumulate(e1, input, right);
            }

            if (TRows.Value > 5)
            {
                input = TLane.BroadcastWord(row5 + i);
                f0 = TLane.MultiplyAccumulate(f0, input, left);
                if (TVectors.Value > 1)
                    f1 = TLane.MultiplyAccumulate(f1, input, right);
            }
        }

        Store<TVectors>(a0, a1, sums);
        if (TRows.Value > 1)
            Store<TVectors>(b0, b1, sums + (2 * TLane.Width));
        if (TRows.Value > 2)
            Store<TVectors>(c0, c1, sums + (4 * TLane.Width));
        if (TRows.Value > 3)
            Store<TVectors>(d0, d1, sums + (6 * TLane.Width));
        if (TRows.Value > 4)
            Store<TVectors>(e0, e1, sums + (8 * TLane.Width));
        if (TRows.Value > 5)
            Store<TVectors>(f0, f1, sums + (10 * TLane.Width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TVectors>(TLane left, TLane right, int* sums)
        where TVectors : struct, ICount
    {
        left.StoreWords(sums);
        if (TVectors.Value > 1)
            right.StoreWords(sums + TLane.Width);
    }
}
