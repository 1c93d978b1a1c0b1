using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Lanes;

/// <summary>4 numbers: SSE, Arm's AdvSimd, WebAssembly.</summary>
internal readonly unsafe struct Lane128(Vector128<float> value) : ILane<Lane128>, IMacLane<Lane128>
{
    private readonly Vector128<float> _value = value;

    public static int Width => Vector128<float>.Count;

    public static int TileRows => 6;

    public static Lane128 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 BroadcastWord(int* inputs) => Broadcast(*(float*)inputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 LoadWords(int* weights) => Load((float*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MultiplyAccumulate(Lane128 sums, Lane128 inputs, Lane128 weights) => MultiplyAdd(inputs, weights, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(BFloat16* source)
    {
        Vector128<ushort> halves = Vector128.CreateScalar(*(ulong*)source).AsUInt16();
        return new((Vector128.WidenLower(halves) << 16).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator +(Lane128 a, Lane128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator -(Lane128 a, Lane128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator *(Lane128 a, Lane128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 MultiplyAdd(Lane128 a, Lane128 b, Lane128 c) => new(
        Fma.IsSupported ? Fma.MultiplyAdd(a._value, b._value, c._value)
        : AdvSimd.IsSupported ? AdvSimd.FusedMultiplyAdd(c._value, a._value, b._value)
        : (a._value * b._value) + c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Max(Lane128 a, Lane128 b) => new(Vector128.MaxNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Min(Lane128 a, Lane128 b) => new(Vector128.MinNative(a._value, b._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Clamp(Lane128 value, Lane128 low, Lane128 high) =>
        new(Vector128.MinNative(Vector128.MaxNative(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 AddExponent(Lane128 value, Lane128 biased) => new((value._value.AsInt32() + (biased._value.AsInt32() << 23)).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Reciprocal(Lane128 value) => new(Vector128<float>.One / value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => Store((float*)target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => _value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(BFloat16* target)
    {
        Vector128<uint> bits = _value.AsUInt32();
        Vector128<uint> rounded = bits + Vector128.Create(0x7fffu) + ((bits >>> 16) & Vector128<uint>.One);
        rounded = Vector128.ConditionalSelect(Vector128.Equals(_value, _value).AsUInt32(), rounded, Vector128.Create(float.NaN).AsUInt32()) >>> 16;
        *(ulong*)target = Vector128.Narrow(rounded, rounded).AsUInt64().ToScalar();
    }
}
