using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>Sums of products of integers: the form of inputs and weights within a 32-bit word.</summary>
internal interface IDotLane
{
    /// <summary>The number of products per word: 4 of bytes, or 2 of 16-bit numbers.</summary>
    static abstract int Depth { get; }

    /// <summary>What is subtracted from unsigned input bytes to suit the instruction; the sum of the weights times it is added to the bias.</summary>
    static abstract int InputOffset { get; }
}

/// <summary>8 sums of 4 products of unsigned and signed bytes each (AVX-VNNI).</summary>
internal readonly unsafe struct DotVnni256(Vector256<int> sums) : IMacLane<DotVnni256>, IDotLane
{
    private readonly Vector256<int> _sums = sums;

    public static int Width => Vector256<int>.Count;

    public static int Depth => 4;

    public static int InputOffset => 0;

    public static int TileRows => 6;

    public static DotVnni256 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVnni256 BroadcastWord(int* inputs) => new(Vector256.Create(*inputs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVnni256 LoadWords(int* weights) => new(Vector256.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotVnni256 MultiplyAccumulate(DotVnni256 sums, DotVnni256 inputs, DotVnni256 weights) =>
        new(AvxVnni.MultiplyWideningAndAdd(sums._sums, inputs._sums.AsByte(), weights._sums.AsSByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => _sums.Store(target);
}

/// <summary>16 sums of 2 products of 16-bit numbers each (AVX-512BW).</summary>
internal readonly unsafe struct DotPairs512(Vector512<int> sums) : IMacLane<DotPairs512>, IDotLane
{
    private readonly Vector512<int> _sums = sums;

    public static int Width => Vector512<int>.Count;

    public static int Depth => 2;

    public static int InputOffset => 0;

    public static int TileRows => 12;

    public static DotPairs512 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs512 BroadcastWord(int* inputs) => new(Vector512.Create(*inputs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs512 LoadWords(int* weights) => new(Vector512.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs512 MultiplyAccumulate(DotPairs512 sums, DotPairs512 inputs, DotPairs512 weights) =>
        new(sums._sums + Avx512BW.MultiplyAddAdjacent(inputs._sums.AsInt16(), weights._sums.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => _sums.Store(target);
}

/// <summary>8 sums of 2 products of 16-bit numbers each (AVX2).</summary>
internal readonly unsafe struct DotPairs256(Vector256<int> sums) : IMacLane<DotPairs256>, IDotLane
{
    private readonly Vector256<int> _sums = sums;

    public static int Width => Vector256<int>.Count;

    public static int Depth => 2;

    public static int InputOffset => 0;

    public static int TileRows => 6;

    public static DotPairs256 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs256 BroadcastWord(int* inputs) => new(Vector256.Create(*inputs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs256 LoadWords(int* weights) => new(Vector256.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs256 MultiplyAccumulate(DotPairs256 sums, DotPairs256 inputs, DotPairs256 weights) =>
        new(sums._sums + Avx2.MultiplyAddAdjacent(inputs._sums.AsInt16(), weights._sums.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => _sums.Store(target);
}

/// <summary>4 sums of 2 products of 16-bit numbers each: SSE2, Arm's AdvSimd, WebAssembly.</summary>
internal readonly unsafe struct DotPairs128(Vector128<int> sums) : IMacLane<DotPairs128>, IDotLane
{
    private readonly Vector128<int> _sums = sums;

    public static int Width => Vector128<int>.Count;

    public static int Depth => 2;

    public static int InputOffset => 0;

    public static int TileRows => 6;

    public static DotPairs128 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs128 BroadcastWord(int* inputs) => new(Vector128.Create(*inputs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs128 LoadWords(int* weights) => new(Vector128.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs128 MultiplyAccumulate(DotPairs128 sums, DotPairs128 inputs, DotPairs128 weights) =>
        new(sums._sums + Pairs(inputs._sums.AsInt16(), weights._sums.AsInt16()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => _sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Pairs(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported)
            return Sse2.MultiplyAddAdjacent(a, b);
        if (PackedSimd.IsSupported)
            return PackedSimd.Dot(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));
        (Vector128<int> aEven, Vector128<int> aOdd) = (a.AsInt32() << 16 >> 16, a.AsInt32() >> 16);
        return (aEven * (b.AsInt32() << 16 >> 16)) + (aOdd * (b.AsInt32() >> 16));
    }
}

/// <summary>4 sums of 4 products of signed bytes each (Arm's Dp).</summary>
internal readonly unsafe struct DotArm128(Vector128<int> sums) : IMacLane<DotArm128>, IDotLane
{
    private readonly Vector128<int> _sums = sums;

    public static int Width => Vector128<int>.Count;

    public static int Depth => 4;

    public static int InputOffset => 128;

    public static int TileRows => 6;

    public static DotArm128 Zero => default;

    /// <summary>Unsigned bytes minus 128 are signed bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotArm128 BroadcastWord(int* inputs) => new(Vector128.Create(*inputs ^ unchecked((int)0x80808080)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotArm128 LoadWords(int* weights) => new(Vector128.Load(weights));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotArm128 MultiplyAccumulate(DotArm128 sums, DotArm128 inputs, DotArm128 weights) =>
        new(Dp.DotProduct(sums._sums, inputs._sums.AsSByte(), weights._sums.AsSByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => _sums.Store(target);
}

/// <summary>One sum of 2 products of 16-bit numbers, for processors without vectors.</summary>
internal readonly unsafe struct DotPairs1(int sum) : IMacLane<DotPairs1>, IDotLane
{
    private readonly int _sum = sum;

    public static int Width => 1;

    public static int Depth => 2;

    public static int InputOffset => 0;

    public static int TileRows => 6;

    public static DotPairs1 Zero => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs1 BroadcastWord(int* inputs) => new(*inputs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs1 LoadWords(int* weights) => new(*weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DotPairs1 MultiplyAccumulate(DotPairs1 sums, DotPairs1 inputs, DotPairs1 weights) =>
        new(sums._sum + ((short)inputs._sum * (short)weights._sum) + ((inputs._sum >> 16) * (weights._sum >> 16)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void StoreWords(int* target) => *target = _sum;
}
