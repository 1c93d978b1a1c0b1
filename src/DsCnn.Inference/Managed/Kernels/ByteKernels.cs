using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>Kernels for bytes whose results are identical with every instruction set.</summary>
internal static unsafe class ByteKernels
{
    /// <summary>Replaces each byte by its entry in a table of 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Lookup(byte* data, long count, byte* table)
    {
        long i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            Vector512<byte> t0 = Vector512.Load(table), t1 = Vector512.Load(table + 64), t2 = Vector512.Load(table + 128), t3 = Vector512.Load(table + 192);
            for (; i + 64 <= count; i += 64)
            {
                Vector512<byte> x = Vector512.Load(data + i);
                Vector512<byte> low = Avx512Vbmi.PermuteVar64x8x2(t0, x, t1), high = Avx512Vbmi.PermuteVar64x8x2(t2, x, t3);
                Vector512.ConditionalSelect(Vector512.LessThan(x.AsSByte(), Vector512<sbyte>.Zero).AsByte(), high, low).Store(data + i);
            }
        }
        else if (Avx2.IsSupported)
        {
            for (; i + 32 <= count; i += 32)
            {
                Vector256<byte> x = Vector256.Load(data + i), y = Vector256<byte>.Zero;
                for (int part = 0; part < 16; part++)
                {
                    // Bytes in other groups of sixteen now have their upper bit set, and the shuffle returns 0 for them.
                    Vector256<byte> places = Avx2.AddSaturate(x ^ Vector256.Create((byte)(part << 4)), Vector256.Create((byte)0x70));
                    Vector128<byte> entries = Vector128.Load(table + (16 * part));
                    y |= Avx2.Shuffle(Vector256.Create(entries, entries), places);
                }

                y.Store(data + i);
            }
        }
        else if (AdvSimd.Arm64.IsSupported)
        {
            for (; i + 16 <= count; i += 16)
            {
                Vector128<byte> x = Vector128.Load(data + i), y = Vector128<byte>.Zero;
                for (int part = 0; part < 4; part++)
                {
                    byte* t = table + (64 * part);
                    y |= AdvSimd.Arm64.VectorTableLookup((Vector128.Load(t), Vector128.Load(t + 16), Vector128.Load(t + 32), Vector128.Load(t + 48)), x ^ Vector128.Create((byte)(part << 6)));
                }

                y.Store(data + i);
            }
        }

        for (; i < count; i++)
            data[i] = table[data[i]];
    }

    /// <summary>Converts each byte to its entry in a table of 256 numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Lookup(byte* data, float* target, long count, float* table)
    {
        for (long i = 0; i < count; i++)
            target[i] = table[data[i]];
    }

    /// <summary>Converts bytes to 16-bit numbers, 16 at a time: source and target must be long enough for that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void WidenOver(byte* source, short* target, int count)
    {
        for (int i = 0; i < count; i += 16)
        {
            if (Avx2.IsSupported)
            {
                Avx2.ConvertToVector256Int16(source + i).Store(target + i);
                continue;
            }

            (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(Vector128.Load(source + i));
            low.AsInt16().Store(target + i);
            high.AsInt16().Store(target + i + 8);
        }
    }

    /// <summary>Multiplies the channels of a pixel by their factors: zero point + (((byte - its zero point) &lt;&lt; shift) * factor + 2^14) >> 15, clamped to a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gate(byte* source, short* factors, byte* target, int channels, in ByteGate gate)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<short> zeroIn = Vector256.Create((short)gate.ZeroPointIn), zero = Vector256.Create((short)gate.ZeroPoint);
            for (; i + 32 <= channels; i += 32)
            {
                // Packing clamps the sums to bytes, and interleaves the 128-bit halves.
                Vector256<byte> mixed = Avx2.PackUnsignedSaturate(Gated(source + i, factors + i, zeroIn, zero, gate.Shift), Gated(source + i + 16, factors + i + 16, zeroIn, zero, gate.Shift));
                Avx2.Permute4x64(mixed.AsUInt64(), 0b11_01_10_00).AsByte().Store(target + i);
            }

            for (; i + 16 <= channels; i += 16)
            {
                Vector256<short> y = Gated(source + i, factors + i, zeroIn, zero, gate.Shift);
                Sse2.PackUnsignedSaturate(y.GetLower(), y.GetUpper()).Store(target + i);
            }
        }
        else if (HasRounding)
        {
            for (; i + 8 <= channels; i += 8)
            {
                Vector128<short> y = GatedHalf(source + i, factors + i, gate);
                *(ulong*)(target + i) = Vector128.Narrow(y.AsUInt16(), y.AsUInt16()).AsUInt64().ToScalar();
            }
        }

        for (; i < channels; i++)
            target[i] = (byte)Gated(source[i], factors[i], gate);
    }

    /// <summary>The same, as 16-bit numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gate(byte* source, short* factors, short* target, int channels, in ByteGate gate)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<short> zeroIn = Vector256.Create((short)gate.ZeroPointIn), zero = Vector256.Create((short)gate.ZeroPoint), high = Vector256.Create((short)byte.MaxValue);
            for (; i + 16 <= channels; i += 16)
            {
                Vector256<short> y = Gated(source + i, factors + i, zeroIn, zero, gate.Shift);
                Vector256.Min(Vector256.Max(y, Vector256<short>.Zero), high).Store(target + i);
            }
        }
        else if (HasRounding)
        {
            for (; i + 8 <= channels; i += 8)
                GatedHalf(source + i, factors + i, gate).Store(target + i);
        }

        for (; i < channels; i++)
            target[i] = (short)Gated(source[i], factors[i], gate);
    }

    /// <summary>Rounds numbers to bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromFloats(float* source, byte* target, long count, float scale, int zeroPoint)
    {
        long i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            int width = Vector<float>.Count;
            for (; i + (4 * width) <= count; i += 4 * width)
            {
                Vector<short> low = Vector.Narrow(Steps(source + i, scale, zeroPoint), Steps(source + i + width, scale, zeroPoint));
                Vector<short> high = Vector.Narrow(Steps(source + i + (2 * width), scale, zeroPoint), Steps(source + i + (3 * width), scale, zeroPoint));
                Vector.Narrow(low.As<short, ushort>(), high.As<short, ushort>()).Store(target + i);
            }
        }

        for (; i < count; i++)
            target[i] = ByteRounding.Of(source[i], scale, zeroPoint);
    }

    /// <summary>The same as <see cref="ByteRounding"/>: adding 1.5 * 2^23 leaves the nearest integer in the lowest bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Steps(float* source, float scale, int zeroPoint)
    {
        const float Rounder = 12582912;
        Vector<float> numbers = Vector.Load(source);
        numbers = Vector.ConditionalSelect(Vector.Equals(numbers, numbers), numbers, Vector<float>.Zero) / new Vector<float>(scale);
        numbers = Vector.Min(Vector.Max(numbers, new Vector<float>(-2 * byte.MaxValue)), new Vector<float>(2 * byte.MaxValue)) + new Vector<float>(Rounder);
        Vector<int> steps = numbers.As<float, int>() - new Vector<int>(BitConverter.SingleToInt32Bits(Rounder)) + new Vector<int>(zeroPoint);
        return Vector.Min(Vector.Max(steps, Vector<int>.Zero), new Vector<int>(byte.MaxValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToFloats<TLane, TInteger>(byte* source, float* target, long count, int zeroPoint, float scale)
        where TLane : struct, ILane<TLane>
        where TInteger : struct, IIntegerLane<TInteger>
    {
        long i = 0;
        TInteger zero = TInteger.Broadcast(zeroPoint);
        TLane factor = TLane.Broadcast(scale);
        int step = Math.Max(TLane.Width, TInteger.Width);
        for (; i + step <= count; i += step)
        {
            for (int part = 0; part < step; part += TInteger.Width)
                (TInteger.Load(source + i + part) - zero).StoreFloats(target + i + part);
            if (scale == 1)
                continue;
            for (int part = 0; part < step; part += TLane.Width)
                (TLane.Load(target + i + part) * factor).Store(target + i + part);
        }

        for (; i < count; i++)
            target[i] = (source[i] - zeroPoint) * scale;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Sum<TInteger>(byte* row, int* sums, int pixels, int channels)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        for (int channel = 0; channel < channels; channel += TInteger.Width)
        {
            TInteger sum = TInteger.Broadcast(0);
            byte* pixel = row + channel;
            for (int x = 0; x < pixels; x++, pixel += channels)
                sum += TInteger.Load(pixel);
            int* target = sums + channel;
            StoreIntegers(sum, target);
        }
    }

    /// <summary>Whether the processor has an instruction that rounds products of 16-bit numbers according to the rule.</summary>
    private static bool HasRounding => Ssse3.IsSupported || AdvSimd.IsSupported || PackedSimd.IsSupported;

    private static void StoreIntegers<TInteger>(TInteger value, int* target)
        where TInteger : struct, IIntegerLane<TInteger> => Unsafe.WriteUnaligned(target, value);

    private static int Gated(byte value, short factor, in ByteGate gate) => Math.Clamp(
        (((((value - gate.ZeroPointIn) << gate.Shift) * factor) + (1 << 14)) >> 15) + gate.ZeroPoint, 0, byte.MaxValue);

    /// <summary>The result before clamping to a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Gated(byte* source, short* factors, Vector256<short> zeroIn, Vector256<short> zero, int shift)
    {
        Vector256<short> x = (Avx2.ConvertToVector256Int16(source) - zeroIn) << shift;
        return Avx2.AddSaturate(Avx2.MultiplyHighRoundScale(x, Vector256.Load(factors)), zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> GatedHalf(byte* source, short* factors, in ByteGate gate)
    {
        Vector128<short> x = (Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)source).AsByte()).AsInt16() - Vector128.Create((short)gate.ZeroPointIn)) << gate.Shift;
        Vector128<short> f = Vector128.Load(factors);
        Vector128<short> y = Ssse3.IsSupported ? Ssse3.MultiplyHighRoundScale(x, f)
            : AdvSimd.IsSupported ? AdvSimd.MultiplyRoundedDoublingSaturateHigh(x, f)
            : PackedSimd.MultiplyRoundedSaturateQ15(x, f);
        // The magnitude of products is up to 2^15, so their sum with a byte may not fit: halves are added instead.
        y = Vector128.Min(Vector128.Max(y, Vector128.Create((short)-512)), Vector128.Create((short)512)) + Vector128.Create((short)gate.ZeroPoint);
        return Vector128.Min(Vector128.Max(y, Vector128<short>.Zero), Vector128.Create((short)byte.MaxValue));
    }
}

/// <summary>The parameters for multiplying bytes by factors, see <see cref="ByteKernels.Gate(byte*, short*, byte*, int, in ByteGate)"/>.</summary>
internal readonly record struct ByteGate(int ZeroPointIn, int ZeroPoint, int Shift);
