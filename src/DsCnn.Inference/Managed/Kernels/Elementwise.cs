using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>Elementwise kernels; the remainder that does not fill a vector is processed one by one.</summary>
internal static unsafe class Elementwise<TLane>
    where TLane : struct, ILane<TLane>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Activate<TActivation>(float* source, float* target, long count, float beta)
        where TActivation : struct, ILaneActivation
    {
        long i = 0;
        for (; i + TLane.Width <= count; i += TLane.Width)
            TActivation.Apply(TLane.Load(source + i), TLane.Broadcast(beta)).Store(target + i);
        for (; i < count; i++)
            TActivation.Apply(Lane1.Load(source + i), Lane1.Broadcast(beta)).Store(target + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(float* a, float* b, float* target, long count)
    {
        long i = 0;
        for (; i + TLane.Width <= count; i += TLane.Width)
            (TLane.Load(a + i) * TLane.Load(b + i)).Store(target + i);
        for (; i < count; i++)
            target[i] = a[i] * b[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(float* a, float* b, float* target, long count)
    {
        long i = 0;
        for (; i + TLane.Width <= count; i += TLane.Width)
            (TLane.Load(a + i) + TLane.Load(b + i)).Store(target + i);
        for (; i < count; i++)
            target[i] = a[i] + b[i];
    }

    /// <summary>Writes the larger of both to the second; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Max(float* a, float* target, long count)
    {
        for (long i = 0; i < count; i++)
            target[i] = MathF.Max(a[i], target[i]);
    }
}
