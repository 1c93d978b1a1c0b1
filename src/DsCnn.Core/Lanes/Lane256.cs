using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Lanes;

/// <summary>8 numbers (AVX2 with FMA).</summary>
internal readonly unsafe struct Lane256(Vector256<float> value) : ILane<Lane256>, IMacLane<Lane256>
{
    private readonly Vector256<float> _value = value;

    public static int Width => Vector256<float>.Count;

    public static int TileRows => 6;

    public static Lane256 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 BroadcastWord(int* inputs) => Broadcast(*(float*)inputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 LoadWords(int* weights) => Load((float*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MultiplyAccumulate(Lane256 sums, Lane256 inputs, Lane256 weights) => MultiplyAdd(inputs, weights, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(BFloat16* source)
    {
        Vector128<ushort> halves = Vector128.Load((ushort*)source);
        return new((Avx2.ConvertToVector256Int32(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator +(Lane256 a, Lane256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator -(Lane256 a, Lane256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator *(Lane256 a, Lane256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 MultiplyAdd(Lane256 a, Lane256 b, Lane256 c) => new(Vector256.FusedMultiplyAdd(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Max(Lane256 a, Lane256 b) => new(Vector256.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Min(Lane256 a, Lane256 b) => new(Vector256.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Clamp(Lane256 value, Lane256 low, Lane256 high) =>
        new(Vector256.MinNative(Vector256.MaxNative(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 AddExponent(Lane256 value, Lane256 biased) => new((value._value.AsInt32() + (biased._value.AsInt32() << 23)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Reciprocal(Lane256 value) => new(Vector256<float>.One / value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => Store((float*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(BFloat16* target)
    {
        Vector256<uint> bits = _value.AsUInt32();
        Vector256<uint> rounded = bits + Vector256.Create(0x7fffu) + ((bits >>> 16) & Vector256<uint>.One);
        rounded = Vector256.ConditionalSelect(Vector256.Equals(_value, _value).AsUInt32(), rounded, Vector256.Create(float.NaN).AsUInt32()) >>> 16;
        Vector128.Narrow(rounded.GetLower(), rounded.GetUpper()).Store((ushort*)target);
    }
}
