using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>Multiplies some rows of inputs by a panel of filters, two vectors wide, with sums that stay in registers. The same source code for all number types and widths.</summary>
/// <remarks>
/// A panel has, for each word of the inputs, one or two vectors of weights. Each sum is accumulated in the order of the inputs, so that it does not depend on the division of rows into tiles.
/// The next weights are prefetched along the way, because those of a large layer are in memory or in a distant cache.
/// </remarks>
internal static unsafe class MatrixTile<TLane>
    where TLane : struct, IMacLane<TLane>
{
    /// <summary>Multiplies the tile.</summary>
    /// <param name="inputs">The base address of the offsets.</param>
    /// <param name="offsets">The offset of each row in bytes.</param>
    /// <param name="rows">The number of rows, 1 to <see cref="IMacLane{TSelf}.TileRows"/>.</param>
    /// <param name="panel">The weights.</param>
    /// <param name="isWide">Whether the panel is two vectors wide.</param>
    /// <param name="places">The number of words per row.</param>
    /// <param name="next">The address to prefetch into the L2 cache.</param>
    /// <param name="step">The number of bytes to prefetch per word.</param>
    /// <param name="sums">Receives rows x 2 vectors of sums; a narrow panel leaves the second unused.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Multiply(byte* inputs, int* offsets, int rows, int* panel, bool isWide, int places, byte* next, nint step, int* sums)
    {
        if (isWide)
            Multiply<Two>(inputs, offsets, rows, panel, places, next, step, sums);
        else
            Multiply<One>(inputs, offsets, rows, panel, places, next, step, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply<TVectors>(byte* inputs, int* offsets, int rows, int* panel, int places, byte* next, nint step, int* sums)
        where TVectors : struct, ICount
    {
        if (TLane.TileRows > 6 && rows > 6)
            Many<TVectors>(inputs, offsets, rows, panel, places, next, step, sums);
        else
            Few<TVectors>(inputs, offsets, rows, panel, places, next, step, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Few<TVectors>(byte* inputs, int* offsets, int rows, int* panel, int places, byte* next, nint step, int* sums)
        where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 6:
                Rows<Six, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 5:
                Rows<Five, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 4:
                Rows<Four, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 3:
                Rows<Three, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 2:
                Rows<Two, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            default:
                Rows<One, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Many<TVectors>(byte* inputs, int* offsets, int rows, int* panel, int places, byte* next, nint step, int* sums)
        where TVectors : struct, ICount
    {
        switch (rows)
        {
            case 12:
                Rows<Twelve, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 11:
                Rows<Eleven, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 10:
                Rows<Ten, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 9:
                Rows<Nine, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            case 8:
                Rows<Eight, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
            default:
                Rows<Seven, TVectors>(inputs, offsets, panel, places, next, step, sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TRows, TVectors>(byte* inputs, int* offsets, int* panel, int places, byte* next, nint step, int* sums)
        where TRows : struct, ICount
        where TVectors : struct, ICount
    {
        int* row0 = (int*)(inputs + offsets[0]);
        int* row1 = TRows.Value > 1 ? (int*)(inputs + offsets[1]) : null;
        int* row2 = TRows.Value > 2 ? (int*)(inputs + offsets[2]) : null;
        int* row3 = TRows.Value > 3 ? (int*)(inputs + offsets[3]) : null;
        int* row4 = TRows.Value > 4 ? (int*)(inputs + offsets[4]) : null;
        int* row5 = TRows.Value > 5 ? (int*)(inputs + offsets[5]) : null;
        int* row6 = TRows.Value > 6 ? (int*)(inputs + offsets[6]) : null;
        int* row7 = TRows.Value > 7 ? (int*)(inputs + offsets[7]) : null;
        int* row8 = TRows.Value > 8 ? (int*)(inputs + offsets[8]) : null;
        int* row9 = TRows.Value > 9 ? (int*)(inputs + offsets[9]) : null;
        int* row10 = TRows.Value > 10 ? (int*)(inputs + offsets[10]) : null;
        int* row11 = TRows.Value > 11 ? (int*)(inputs + offsets[11]) : null;

        TLane a0 = TLane.Zero, a1 = TLane.Zero, b0 = TLane.Zero, b1 = TLane.Zero, c0 = TLane.Zero, c1 = TLane.Zero, d0 = TLane.Zero, d1 = TLane.Zero;
        TLane e0 = TLane.Zero, e1 = TLane.Zero, f0 = TLane.Zero, f1 = TLane.Zero, g0 = TLane.Zero, g1 = TLane.Zero, h0 = TLane.Zero, h1 = TLane.Zero;
        TLane i0 = TLane.Zero, i1 = TLane.Zero, j0 = TLane.Zero, j1 = TLane.Zero, k0 = TLane.Zero, k1 = TLane.Zero, l0 = TLane.Zero, l1 = TLane.Zero;
        for (nint i = 0; i < places; i++)
        {
            TLane left = TLane.LoadWords(panel);
            TLane right = TVectors.Value > 1 ? TLane.LoadWords(panel + TLane.Width) : TLane.Zero;
            panel += TVectors.Value * TLane.Width;
            if (Sse.IsSupported)
                Sse.Prefetch1(next);
            next += step;

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

            if (TRows.Value > 6)
            {
                input = TLane.BroadcastWord(row6 + i);
                g0 = TLane.MultiplyAccumulate(g0, input, left);
                if (TVectors.Value > 1)
                    g1 = TLane.MultiplyAccumulate(g1, input, right);
            }

            if (TRows.Value > 7)
            {
                input = TLane.BroadcastWord(row7 + i);
                h0 = TLane.MultiplyAccumulate(h0, input, left);
                if (TVectors.Value > 1)
                    h1 = TLane.MultiplyAccumulate(h1, input, right);
            }

            if (TRows.Value > 8)
            {
                input = TLane.BroadcastWord(row8 + i);
                i0 = TLane.MultiplyAccumulate(i0, input, left);
                if (TVectors.Value > 1)
                    i1 = TLane.MultiplyAccumulate(i1, input, right);
            }

            if (TRows.Value > 9)
            {
                input = TLane.BroadcastWord(row9 + i);
                j0 = TLane.MultiplyAccumulate(j0, input, left);
                if (TVectors.Value > 1)
                    j1 = TLane.MultiplyAccumulate(j1, input, right);
            }

            if (TRows.Value > 10)
            {
                input = TLane.BroadcastWord(row10 + i);
                k0 = TLane.MultiplyAccumulate(k0, input, left);
                if (TVectors.Value > 1)
                    k1 = TLane.MultiplyAccumulate(k1, input, right);
            }

            if (TRows.Value > 11)
            {
                input = TLane.BroadcastWord(row11 + i);
                l0 = TLane.MultiplyAccumulate(l0, input, left);
                if (TVectors.Value > 1)
                    l1 = TLane.MultiplyAccumulate(l1, input, right);
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
        if (TRows.Value > 6)
            Store<TVectors>(g0, g1, sums + (12 * TLane.Width));
        if (TRows.Value > 7)
            Store<TVectors>(h0, h1, sums + (14 * TLane.Width));
        if (TRows.Value > 8)
            Store<TVectors>(i0, i1, sums + (16 * TLane.Width));
        if (TRows.Value > 9)
            Store<TVectors>(j0, j1, sums + (18 * TLane.Width));
        if (TRows.Value > 10)
            Store<TVectors>(k0, k1, sums + (20 * TLane.Width));
        if (TRows.Value > 11)
            Store<TVectors>(l0, l1, sums + (22 * TLane.Width));
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
