using System.Runtime.Intrinsics;
using DsCnn.Lanes;

namespace DsCnn.Tests.Managed;

/// <summary>The shapes that AVX-512 with AVX-VNNI gives the kernels, on any processor: vectors of 16 numbers, and sums of four products of bytes.</summary>
internal static class EmulatedKernels
{
    internal static KernelSet Wide { get; } = new KernelSet<Lane16, Dot4, Integer16, Integer16>("emulated-16-vnni", () => true);
}

/// <summary>16 numbers in four parts.</summary>
internal readonly unsafe struct Lane16(Lane128 a, Lane128 b, Lane128 c, Lane128 d) : ILane<Lane16>, IMacLane<Lane16>
{
    private readonly Lane128 _a = a;
    private readonly Lane128 _b = b;
    private readonly Lane128 _c = c;
    private readonly Lane128 _d = d;

    public static int Width => 16;

    public static int TileRows => 12;

    public static Lane16 Zero => default;

    public static Lane16 Broadcast(float value) => new(Lane128.Broadcast(value), Lane128.Broadcast(value), Lane128.Broadcast(value), Lane128.Broadcast(value));

    public static Lane16 Load(float* source) => new(Lane128.Load(source), Lane128.Load(source + 4), Lane128.Load(source + 8), Lane128.Load(source + 12));

    public static Lane16 Load(BFloat16* source) => throw new NotSupportedException();

    public static Lane16 BroadcastWord(int* inputs) => Broadcast(*(float*)inputs);

    public static Lane16 LoadWords(int* weights) => Load((float*)weights);

    public static Lane16 MultiplyAccumulate(Lane16 sums, Lane16 inputs, Lane16 weights) => MultiplyAdd(inputs, weights, sums);

    public static Lane16 operator +(Lane16 a, Lane16 b) => new(a._a + b._a, a._b + b._b, a._c + b._c, a._d + b._d);

    public static Lane16 operator -(Lane16 a, Lane16 b) => new(a._a - b._a, a._b - b._b, a._c - b._c, a._d - b._d);

    public static Lane16 operator *(Lane16 a, Lane16 b) => new(a._a * b._a, a._b * b._b, a._c * b._c, a._d * b._d);

    public static Lane16 MultiplyAdd(Lane16 a, Lane16 b, Lane16 c) =>
        new(Lane128.MultiplyAdd(a._a, b._a, c._a), Lane128.MultiplyAdd(a._b, b._b, c._b), Lane128.MultiplyAdd(a._c, b._c, c._c), Lane128.MultiplyAdd(a._d, b._d, c._d));

    public static Lane16 Max(Lane16 a, Lane16 b) => new(Lane128.Max(a._a, b._a), Lane128.Max(a._b, b._b), Lane128.Max(a._c, b._c), Lane128.Max(a._d, b._d));

    public static Lane16 Min(Lane16 a, Lane16 b) => new(Lane128.Min(a._a, b._a), Lane128.Min(a._b, b._b), Lane128.Min(a._c, b._c), Lane128.Min(a._d, b._d));

    public static Lane16 Clamp(Lane16 value, Lane16 low, Lane16 high) => Min(high, Max(low, value));

    public static Lane16 AddExponent(Lane16 value, Lane16 biased) => new(
        Lane128.AddExponent(value._a, biased._a), Lane128.AddExponent(value._b, biased._b), Lane128.AddExponent(value._c, biased._c), Lane128.AddExponent(value._d, biased._d));

    public static Lane16 Reciprocal(Lane16 value) =>
        new(Lane128.Reciprocal(value._a), Lane128.Reciprocal(value._b), Lane128.Reciprocal(value._c), Lane128.Reciprocal(value._d));

    public void Store(float* target)
    {
        _a.Store(target);
        _b.Store(target + 4);
        _c.Store(target + 8);
        _d.Store(target + 12);
    }

    public void Store(BFloat16* target) => throw new NotSupportedException();

    public void StoreWords(int* target) => Store((float*)target);
}

/// <summary>8 sums of 4 products of unsigned and signed bytes, as AVX-VNNI adds them.</summary>
internal readonly unsafe struct Dot4(Vector256<int> sums) : IMacLane<Dot4>, IDotLane
{
    private readonly Vector256<int> _sums = sums;

    public static int Width => 8;

    public static int Depth => 4;

    public static int InputOffset => 0;

    public static int TileRows => 6;

    public static Dot4 Zero => default;

    public static Dot4 BroadcastWord(int* inputs) => new(Vector256.Create(*inputs));

    public static Dot4 LoadWords(int* weights) => new(Vector256.Load(weights));

    public static Dot4 MultiplyAccumulate(Dot4 sums, Dot4 inputs, Dot4 weights)
    {
        Vector256<int> result = sums._sums;
        for (int place = 0; place < 32; place += 8)
            result += (inputs._sums >>> place & Vector256.Create(0xff)) * (weights._sums << (24 - place) >> 24);
        return new(result);
    }

    public void StoreWords(int* target) => _sums.Store(target);
}

/// <summary>16 whole numbers, one by one.</summary>
internal readonly unsafe struct Integer16 : IIntegerLane<Integer16>
{
    private readonly Vector512<int> _values;

    private Integer16(Vector512<int> values) => _values = values;

    public static int Width => 16;

    public static Integer16 Broadcast(int value) => new(Vector512.Create(value));

    public static Integer16 Load(int* source) => new(Vector512.Load(source));

    public static Integer16 Load(byte* source) => Each(i => source[i]);

    public static Integer16 Load(float* source) => Each(i => (int)source[i]);

    public static Integer16 operator +(Integer16 a, Integer16 b) => new(a._values + b._values);

    public static Integer16 operator -(Integer16 a, Integer16 b) => new(a._values - b._values);

    public static Integer16 operator *(Integer16 a, Integer16 b) => new(a._values * b._values);

    public static Integer16 ShiftRight(Integer16 value, int bits) => new(value._values >> bits);

    public static Integer16 Clamp(Integer16 value, Integer16 low, Integer16 high) => new(Vector512.Min(Vector512.Max(value._values, low._values), high._values));

    public static SumScale<Integer16> ScaleOf(Integer16 multipliers, Integer16 bias, int shift) => new(multipliers, default, bias, default, Broadcast(shift));

    public static Integer16 MultiplyShift(Integer16 sums, in SumScale<Integer16> scale)
    {
        (Vector512<int> multipliers, Vector512<int> bias, int shift) = (scale.Multipliers._values, scale.Addends._values, scale.Shift._values[0]);
        return Each(i => (int)((((long)(sums._values[i] + bias[i]) * multipliers[i]) + (1L << (shift - 1))) >> shift));
    }

    public void StoreBytes(byte* target)
    {
        for (int i = 0; i < Width; i++)
            target[i] = (byte)_values[i];
    }

    public void StoreFloats(float* target)
    {
        for (int i = 0; i < Width; i++)
            target[i] = _values[i];
    }

    private static Integer16 Each(Func<int, int> value)
    {
        Span<int> values = stackalloc int[Width];
        for (int i = 0; i < Width; i++)
            values[i] = value(i);
        return new(Vector512.Create<int>(values));
    }
}
