using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Lanes;

/// <summary>One number, for the remainder at the end of a row.</summary>
internal readonly unsafe struct Lane1(float value) : ILane<Lane1>, IMacLane<Lane1>
{
    private readonly float _value = value;

    public static int Width => 1;

    public static int TileRows => 6;

    public static Lane1 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 BroadcastWord(int* inputs) => new(*(float*)inputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 LoadWords(int* weights) => new(*(float*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 MultiplyAccumulate(Lane1 sums, Lane1 inputs, Lane1 weights) => MultiplyAdd(inputs, weights, sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Load(float* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Load(BFloat16* source) => new(BitConverter.UInt32BitsToSingle((uint)*(ushort*)source << 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 operator +(Lane1 a, Lane1 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 operator -(Lane1 a, Lane1 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 operator *(Lane1 a, Lane1 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 MultiplyAdd(Lane1 a, Lane1 b, Lane1 c) => new(Fma.IsSupported || AdvSimd.IsSupported ? MathF.FusedMultiplyAdd(a._value, b._value, c._value) : (a._value * b._value) + c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Max(Lane1 a, Lane1 b) => new(a._value > b._value ? a._value : b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Min(Lane1 a, Lane1 b) => new(a._value < b._value ? a._value : b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Clamp(Lane1 value, Lane1 low, Lane1 high) => new(MathF.Min(MathF.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 AddExponent(Lane1 value, Lane1 biased) => new(BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value._value) + (BitConverter.SingleToInt32Bits(biased._value) << 23)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1 Reciprocal(Lane1 value) => new(1 / value._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => *(float*)target = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* target) => *target = _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(BFloat16* target)
    {
        uint bits = BitConverter.SingleToUInt32Bits(_value);
        uint rounded = bits + 0x7fff + ((bits >> 16) & 1);
        *(ushort*)target = (ushort)((float.IsNaN(_value) ? BitConverter.SingleToUInt32Bits(float.NaN) : rounded) >> 16);
    }
}
