using System.Runtime.CompilerServices;

namespace DsCnn;

/// <summary>Functions of lanes.</summary>
internal static class LaneMath
{
    /// <summary>1 / (1 + exp(-x)), to about 2 units in the last place.</summary>
    /// <remarks>exp by Cody and Waite's reduction and the Cephes library's polynomial of degree 5.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TLane Sigmoid<TLane>(TLane x)
        where TLane : struct, ILane<TLane>
    {
        TLane one = TLane.Broadcast(1);
        TLane negative = TLane.Clamp(TLane.Broadcast(0) - x, TLane.Broadcast(-87), TLane.Broadcast(87));
        TLane n = TLane.Round(negative * TLane.Broadcast(1.44269504f));
        TLane r = TLane.MultiplyAdd(n, TLane.Broadcast(-0.693359375f), negative);
        r = TLane.MultiplyAdd(n, TLane.Broadcast(2.12194440e-4f), r);
        TLane p = TLane.MultiplyAdd(TLane.Broadcast(1.9875691500e-4f), r, TLane.Broadcast(1.3981999507e-3f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(8.3334519073e-3f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(4.1665795894e-2f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(1.6666665459e-1f));
        p = TLane.MultiplyAdd(p, r, TLane.Broadcast(5.0000001201e-1f));
        p = TLane.MultiplyAdd(p, r * r, r + one);
        return one / TLane.MultiplyAdd(p, TLane.PowerOfTwo(n), one);
    }
}
