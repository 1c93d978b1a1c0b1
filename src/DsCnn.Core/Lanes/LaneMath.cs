using System.Runtime.CompilerServices;

namespace DsCnn.Lanes;

/// <summary>Functions of lanes.</summary>
internal static class LaneMath
{
    /// <summary>1.5 * 2^23: adding it to a number below 2^22 leaves the nearest integer in the lowest bits.</summary>
    private const float Rounder = 12582912;

    /// <summary>1 / (1 + exp(-x)), to a few units in the last place.</summary>
    /// <remarks>
    /// exp(-x) = 2^n 2^r with an integer n and |r| of at most 1/2; 2^r uses the Cephes library's polynomial for exp2f. If x is outside the range of n, the result is 1, or 1e-38 instead of 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Sigmoid<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        TLane one = TLane.Broadcast(1);
        TLane t = TLane.Clamp(x * TLane.Broadcast(-1.44269504f), TLane.Broadcast(-126), TLane.Broadcast(126));
        TLane biased = t + TLane.Broadcast(Rounder);
        TLane r = t - (biased - TLane.Broadcast(Rounder));
        TLane p = TLane.MultiplyAdd(TLane.Broadcast(1.535336188e-4f), r, TLane.Broadcast(1.339887440e-3f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(9.618437357e-3f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(5.550332471e-2f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(2.402264791e-1f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(6.931472028e-1f));
        p = TLane.MultiplyAdd(p, r, one);
        return TLane.Reciprocal(TLane.AddExponent(p, biased) + one);
    }
}
