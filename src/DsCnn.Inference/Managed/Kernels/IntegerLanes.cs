using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>One integer. It accepts any shift.</summary>
internal readonly unsafe struct Integer1(int value) : IIntegerLane<Integer1>
{
    private readonly int _value = value;

    public static int Width => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 Broadcast(int value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 Load(int* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 Load(byte* source) => new(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 Load(float* source) => new((int)*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 operator +(Integer1 a, Integer1 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 operator -(Integer1 a, Integer1 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 operator *(Integer1 a, Integer1 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 ShiftRight(Integer1 value, int bits) => new(value._value >> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 Clamp(Integer1 value, Integer1 low, Integer1 high) => new(Math.Clamp(value._value, low._value, high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumScale<Integer1> ScaleOf(Integer1 multipliers, Integer1 bias, int shift) => new(multipliers, default, bias, default, new(shift));

    /// <summary>Saturates to 31 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer1 MultiplyShift(Integer1 sums, in SumScale<Integer1> scale) => new((int)Math.Clamp(
        (((long)(sums._value + scale.Addends._value) * scale.Multipliers._value) + (1L << (scale.Shift._value - 1))) >> scale.Shift._value, -(1 << 30), 1 << 30));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(byte* target) => *target = (byte)_value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFloats(float* target) => *target = _value;
}

/// <summary>4 integers: SSE4.1, Arm's AdvSimd, WebAssembly.</summary>
internal readonly unsafe struct Integer128(Vector128<int> value) : IIntegerLane<Integer128>
{
    private readonly Vector128<int> _value = value;

    public static int Width => Vector128<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 Broadcast(int value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 Load(int* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 Load(byte* source) => new(Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(*(uint*)source).AsByte())).AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 Load(float* source) => new(Vector128.ConvertToInt32Native(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 operator +(Integer128 a, Integer128 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 operator -(Integer128 a, Integer128 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 operator *(Integer128 a, Integer128 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 ShiftRight(Integer128 value, int bits) => new(value._value >> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 Clamp(Integer128 value, Integer128 low, Integer128 high) =>
        new(Vector128.Min(Vector128.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumScale<Integer128> ScaleOf(Integer128 multipliers, Integer128 bias, int shift)
    {
        (Vector128<long> first, Vector128<long> second) = Products(bias._value, multipliers._value, Odd(multipliers._value));
        Vector128<long> half = Vector128.Create(1L << (shift - 1));
        return new(multipliers, new(Odd(multipliers._value)), new((first + half).AsInt32()), new((second + half).AsInt32()), Broadcast(shift - 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer128 MultiplyShift(Integer128 sums, in SumScale<Integer128> scale)
    {
        (Vector128<long> first, Vector128<long> second) = Products(sums._value, scale.Multipliers._value, scale.OtherMultipliers._value);
        first += scale.Addends._value.AsInt64();
        second += scale.OtherAddends._value.AsInt64();
        Vector128<int> upper = Sse41.IsSupported
            ? Sse41.Blend((first >>> 32).AsInt16(), second.AsInt16(), 0b1100_1100).AsInt32()
            : Vector128.Narrow(first >> 32, second >> 32);
        return new(upper >> scale.Shift._value.ToScalar());
    }

    private static Vector128<int> Odd(Vector128<int> values) => (values.AsUInt64() >>> 32).AsInt32();

    /// <summary>64-bit products: of even and odd elements with SSE4.1, else of the lower and the upper half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<long> First, Vector128<long> Second) Products(Vector128<int> a, Vector128<int> b, Vector128<int> oddOfB)
    {
        if (Sse41.IsSupported)
            return (Sse41.Multiply(a, b), Sse41.Multiply(Odd(a), oddOfB));
        if (AdvSimd.IsSupported)
            return (AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));
        if (PackedSimd.IsSupported)
            return (PackedSimd.MultiplyWideningLower(a, b), PackedSimd.MultiplyWideningUpper(a, b));
        (Vector128<long> aLow, Vector128<long> aHigh) = Vector128.Widen(a);
        (Vector128<long> bLow, Vector128<long> bHigh) = Vector128.Widen(b);
        return (aLow * bLow, aHigh * bHigh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(byte* target)
    {
        Vector128<ushort> halves = Vector128.Narrow(_value.AsUInt32(), _value.AsUInt32());
        *(uint*)target = Vector128.Narrow(halves, halves).AsUInt32().ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFloats(float* target) => Vector128.ConvertToSingle(_value).Store(target);
}

/// <summary>8 integers (AVX2).</summary>
internal readonly unsafe struct Integer256(Vector256<int> value) : IIntegerLane<Integer256>
{
    private readonly Vector256<int> _value = value;

    public static int Width => Vector256<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 Broadcast(int value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 Load(int* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 Load(byte* source) => new(Avx2.ConvertToVector256Int32(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 Load(float* source) => new(Vector256.ConvertToInt32Native(Vector256.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 operator +(Integer256 a, Integer256 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 operator -(Integer256 a, Integer256 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 operator *(Integer256 a, Integer256 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 ShiftRight(Integer256 value, int bits) => new(value._value >> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 Clamp(Integer256 value, Integer256 low, Integer256 high) =>
        new(Vector256.Min(Vector256.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumScale<Integer256> ScaleOf(Integer256 multipliers, Integer256 bias, int shift)
    {
        Vector256<long> half = Vector256.Create(1L << (shift - 1));
        Vector256<int> odd = Odd(multipliers._value);
        Vector256<long> even = Avx2.Multiply(bias._value, multipliers._value) + half, other = Avx2.Multiply(Odd(bias._value), odd) + half;
        return new(multipliers, new(odd), new(even.AsInt32()), new(other.AsInt32()), Broadcast(shift - 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer256 MultiplyShift(Integer256 sums, in SumScale<Integer256> scale)
    {
        Vector256<long> even = Avx2.Multiply(sums._value, scale.Multipliers._value) + scale.Addends._value.AsInt64();
        Vector256<long> other = Avx2.Multiply(Avx.DuplicateOddIndexed(sums._value.AsSingle()).AsInt32(), scale.OtherMultipliers._value) + scale.OtherAddends._value.AsInt64();
        // The upper halves of the even products are shifted down; those of the odd products are already in place.
        Vector256<int> upper = Avx2.Blend(Avx.DuplicateOddIndexed(even.AsSingle()).AsInt32(), other.AsInt32(), 0b1010_1010);
        return new(Avx2.ShiftRightArithmeticVariable(upper, scale.Shift._value.AsUInt32()));
    }

    private static Vector256<int> Odd(Vector256<int> values) => (values.AsUInt64() >>> 32).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(byte* target)
    {
        Vector128<ushort> halves = Sse41.PackUnsignedSaturate(_value.GetLower(), _value.GetUpper());
        *(ulong*)target = Sse2.PackUnsignedSaturate(halves.AsInt16(), halves.AsInt16()).AsUInt64().ToScalar();
    }

    /// <summary>Packing saturates: anything that exceeds 16 bits in between is beyond the limits of a byte anyway.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Integer256 a, Integer256 b, Integer256 c, Integer256 d, in ByteLimits<Integer256> limits, byte* first, byte* second, byte* third, byte* fourth)
    {
        Vector256<short> zero = limits.ZeroPoint._value.AsInt16();
        Vector256<short> ab = Avx2.AddSaturate(Avx2.PackSignedSaturate(a._value, b._value), zero);
        Vector256<short> cd = Avx2.AddSaturate(Avx2.PackSignedSaturate(c._value, d._value), zero);
        Vector256<byte> packed = Vector256.Min(Vector256.Max(Avx2.PackUnsignedSaturate(ab, cd), limits.Low._value.AsByte()), limits.High._value.AsByte());
        Vector256<ulong> ordered = Avx2.PermuteVar8x32(packed.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsUInt64();
        Sse2.StoreScalar((ulong*)first, ordered.GetLower());
        Sse.StoreHigh((float*)second, ordered.GetLower().AsSingle());
        Sse2.StoreScalar((ulong*)third, ordered.GetUpper());
        Sse.StoreHigh((float*)fourth, ordered.GetUpper().AsSingle());
    }

    public static ByteLimits<Integer256> LimitsOf(int zeroPoint, int low, int high) => new(
        new(Vector256.Create((short)zeroPoint).AsInt32()), new(Vector256.Create((byte)low).AsInt32()), new(Vector256.Create((byte)high).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFloats(float* target) => Vector256.ConvertToSingle(_value).Store(target);
}

/// <summary>16 integers (AVX-512).</summary>
internal readonly unsafe struct Integer512(Vector512<int> value) : IIntegerLane<Integer512>
{
    private readonly Vector512<int> _value = value;

    public static int Width => Vector512<int>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 Broadcast(int value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 Load(int* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 Load(byte* source) => new(Avx512F.ConvertToVector512Int32(Vector128.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 Load(float* source) => new(Vector512.ConvertToInt32Native(Vector512.Load(source)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 operator +(Integer512 a, Integer512 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 operator -(Integer512 a, Integer512 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 operator *(Integer512 a, Integer512 b) => new(a._value * b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 ShiftRight(Integer512 value, int bits) => new(value._value >> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 Clamp(Integer512 value, Integer512 low, Integer512 high) =>
        new(Vector512.Min(Vector512.Max(value._value, low._value), high._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SumScale<Integer512> ScaleOf(Integer512 multipliers, Integer512 bias, int shift)
    {
        Vector512<long> half = Vector512.Create(1L << (shift - 1));
        Vector512<int> odd = Odd(multipliers._value);
        Vector512<long> even = Avx512F.Multiply(bias._value, multipliers._value) + half, other = Avx512F.Multiply(Odd(bias._value), odd) + half;
        return new(multipliers, new(odd), new(even.AsInt32()), new(other.AsInt32()), Broadcast(shift - 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Integer512 MultiplyShift(Integer512 sums, in SumScale<Integer512> scale)
    {
        Vector512<long> even = Avx512F.Multiply(sums._value, scale.Multipliers._value) + scale.Addends._value.AsInt64();
        Vector512<long> other = Avx512F.Multiply(Odd(sums._value), scale.OtherMultipliers._value) + scale.OtherAddends._value.AsInt64();
        Vector512<long> upper = Vector512.ConditionalSelect(Vector512.Create(unchecked((long)0xffff_ffff_0000_0000)), other, even >>> 32);
        return new(Avx512F.ShiftRightArithmeticVariable(upper.AsInt32(), scale.Shift._value.AsUInt32()));
    }

    private static Vector512<int> Odd(Vector512<int> values) => (values.AsUInt64() >>> 32).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreBytes(byte* target) => Avx512F.ConvertToVector128Byte(_value).Store(target);

    /// <inheritdoc cref="Integer256.StoreBytes(Integer256, Integer256, Integer256, Integer256, in ByteLimits{Integer256}, byte*, byte*, byte*, byte*)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Integer512 a, Integer512 b, Integer512 c, Integer512 d, in ByteLimits<Integer512> limits, byte* first, byte* second, byte* third, byte* fourth)
    {
        Vector512<short> zero = limits.ZeroPoint._value.AsInt16();
        Vector512<short> ab = Avx512BW.AddSaturate(Avx512BW.PackSignedSaturate(a._value, b._value), zero);
        Vector512<short> cd = Avx512BW.AddSaturate(Avx512BW.PackSignedSaturate(c._value, d._value), zero);
        Vector512<byte> packed = Vector512.Min(Vector512.Max(Avx512BW.PackUnsignedSaturate(ab, cd), limits.Low._value.AsByte()), limits.High._value.AsByte());
        Vector512<byte> ordered = Avx512F.PermuteVar16x32(packed.AsInt32(), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15)).AsByte();
        ordered.GetLower().GetLower().Store(first);
        ordered.GetLower().GetUpper().Store(second);
        ordered.GetUpper().GetLower().Store(third);
        ordered.GetUpper().GetUpper().Store(fourth);
    }

    public static ByteLimits<Integer512> LimitsOf(int zeroPoint, int low, int high) => new(
        new(Vector512.Create((short)zeroPoint).AsInt32()), new(Vector512.Create((byte)low).AsInt32()), new(Vector512.Create((byte)high).AsInt32()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreFloats(float* target) => Vector512.ConvertToSingle(_value).Store(target);
}
