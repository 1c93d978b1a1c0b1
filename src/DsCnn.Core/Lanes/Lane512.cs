using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Lanes;

/// <summary>16 numbers (AVX-512).</summary>
internal readonly unsafe struct Lane512(Vector512<float> value) : ILane<Lane512>, IMacLane<Lane512>
{
    private readonly Vector512<float> _value = value;

    public static int Width => Vector512<float>.Count;

    public static int TileRows => 12;

    public static Lane512 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 BroadcastWord(int* inputs) => Broadcast(*(float*)inputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 LoadWords(int* weights) => Load((float*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MultiplyAccumulate(Lane512 sums, Lane512 inputs, Lane512 weights) => MultiplyAdd(inputs, weights, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(BFloat16* source)
    {
        Vector256<ushort> halves = Vector256.Load((ushort*)source);
        return new((Avx512F.ConvertToVector512UInt32(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator +(Lane512 a, Lane512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator -(Lane512 a, Lane512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator *(Lane512 a, Lane512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 MultiplyAdd(Lane512 a, Lane512 b, Lane512 c) => new(Vector512.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Max(Lane512 a, Lane512 b) => new(Vector512.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Min(Lane512 a, Lane512 b) => new(Vector512.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Clamp(Lane512 value, Lane512 low, Lane512 high) =>
        new(Vector512.MinNative(Vector512.MaxNative(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 AddExponent(Lane512 value, Lane512 biased) => new((value._value.AsInt32() + (biased._value.AsInt32() << 23)).AsSingle());

    /// <summary>The processor's estimate with 14 bits, followed by one Newton step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Reciprocal(Lane512 value)
    {
        Vector512<float> estimate = Avx512F.Reciprocal14(value._value);
        Vector512<float> error = Vector512.FusedMultiplyAdd(-value._value, estimate, Vector512<float>.One);
        return new(Vector512.FusedMultiplyAdd(estimate, error, estimate));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => Store((float*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(BFloat16* target)
    {
        Vector512<uint> bits = _value.AsUInt32();
        Vector512<uint> rounded = bits + Vector512.Create(0x7fffu) + ((bits >>> 16) & Vector512<uint>.One);
        rounded = Vector512.ConditionalSelect(Vector512.Equals(_value, _value).AsUInt32(), rounded, Vector512.Create(float.NaN).AsUInt32());
        Avx512F.ConvertToVector256UInt16(rounded >>> 16).Store((ushort*)target);
    }
}
