using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.Wasm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>The kernels for one instruction set. All sets give the same bytes; float32 sums may differ where one set rounds once and another twice.</summary>
internal abstract unsafe class KernelSet
{
    private static readonly KernelSet[] _all =
    [
        new KernelSet<Lane512, DotVnni256, Integer256, Integer512>("avx512-avxvnni", () => Has512 && AvxVnni.IsSupported),
        new KernelSet<Lane512, DotPairs512, Integer512, Integer512>("avx512", () => Has512),
        new KernelSet<Lane256, DotVnni256, Integer256, Integer256>("avx2-avxvnni", () => Has256 && AvxVnni.IsSupported),
        new KernelSet<Lane256, DotPairs256, Integer256, Integer256>("avx2", () => Has256),
        new KernelSet<Lane128, DotArm128, Integer128, Integer128>("neon-dp", () => Dp.IsSupported),
        new KernelSet<Lane128, DotPairs128, Integer128, Integer128>("vector128", () => Sse41.IsSupported || AdvSimd.IsSupported || PackedSimd.IsSupported),
        new KernelSet<Lane1, DotPairs1, Integer1, Integer1>("scalar", () => true),
    ];

    private readonly Func<bool> _isSupported;

    private protected KernelSet(string name, Func<bool> isSupported)
    {
        Name = name;
        _isSupported = isSupported;
    }

    /// <summary>The sets that this processor supports, the fastest first.</summary>
    internal static IEnumerable<KernelSet> Supported => _all.Where(set => set._isSupported());

    internal static KernelSet Best { get; } = Supported.First();

    /// <summary>The name of the instruction set.</summary>
    internal string Name { get; }

    /// <summary>The channels of a pixel are padded to a multiple of this in memory, so that no kernel has a remainder.</summary>
    internal abstract int Width { get; }

    /// <summary>The number of filters in half a panel of float32.</summary>
    internal abstract int FloatPanel { get; }

    /// <summary>The number of filters in half a panel of bytes.</summary>
    internal abstract int BytePanel { get; }

    /// <summary>The maximum number of pixels in a tile of float32.</summary>
    internal abstract int FloatTileRows { get; }

    /// <summary>The maximum number of pixels in a tile of bytes.</summary>
    internal abstract int ByteTileRows { get; }

    /// <summary>The number of inputs per 32-bit word: 4 bytes, or 2 that were converted to 16-bit numbers.</summary>
    internal abstract int Depth { get; }

    /// <summary>The number that the kernel subtracts from each input byte.</summary>
    internal abstract int InputOffset { get; }

    private static bool Has512 => Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Avx512DQ.IsSupported;

    private static bool Has256 => Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported;

    internal abstract void FloatsToFloats(in ConvolutionWork work, Activation activation, float beta);

    internal abstract void IntegersToFloats(in ConvolutionWork work, Activation activation, float beta);

    internal abstract void IntegersToBytes(in ConvolutionWork work, Requantization to, in ByteAddition addition, bool centered);

    internal abstract void DepthwiseToFloats(in DepthwiseWork work, Activation activation, float beta);

    internal abstract void DepthwiseToBytes(in DepthwiseWork work, Requantization to);

    /// <summary>Applies an activation to numbers.</summary>
    internal abstract void Activate(float* source, float* target, long count, Activation activation, float beta);

    /// <summary>Multiplies pixels by a gate, channel by channel.</summary>
    internal abstract void Gate(float* source, float* gate, float* target, int channels);

    /// <summary>Adds numbers.</summary>
    internal abstract void Add(float* a, float* b, float* target, long count);

    /// <summary>Computes the maximum of numbers.</summary>
    internal abstract void Max(float* a, float* target, long count);

    /// <summary>Converts bytes to numbers: (byte - zero point) * scale.</summary>
    internal abstract void FromBytes(byte* source, float* target, long count, int zeroPoint, float scale);

    /// <summary>Adds up the pixels of a row, channel by channel.</summary>
    internal abstract void SumBytes(byte* row, int* sums, int pixels, int channels);
}

/// <inheritdoc/>
/// <typeparam name="TLane">The lane for multiplying float32.</typeparam>
/// <typeparam name="TDot">The lane for multiplying bytes.</typeparam>
/// <typeparam name="TInteger">The lane that converts its sums to bytes, of the same width, because processors execute 256-bit vectors on fewer ports while 512-bit vectors are in flight.</typeparam>
/// <typeparam name="TLong">The lane for integers elsewhere.</typeparam>
internal sealed unsafe class KernelSet<TLane, TDot, TInteger, TLong>(string name, Func<bool> isSupported) : KernelSet(name, isSupported)
    where TLane : struct, ILane<TLane>, IMacLane<TLane>
    where TDot : struct, IMacLane<TDot>, IDotLane
    where TInteger : struct, IIntegerLane<TInteger>
    where TLong : struct, IIntegerLane<TLong>
{
    internal override int Width => FloatPanel;

    internal override int FloatPanel => WidthOf<TLane>();

    internal override int BytePanel => WidthOf<TDot>();

    internal override int FloatTileRows => TileRowsOf<TLane>();

    internal override int ByteTileRows => TileRowsOf<TDot>();

    internal override int Depth => TDot.Depth;

    internal override int InputOffset => TDot.InputOffset;

    internal override void FloatsToFloats(in ConvolutionWork work, Activation activation, float beta)
    {
        fixed (ConvolutionWork* same = &work)
            FusedActivation.Choose(activation, new FloatConvolution(same, beta));
    }

    internal override void IntegersToFloats(in ConvolutionWork work, Activation activation, float beta)
    {
        fixed (ConvolutionWork* same = &work)
            FusedActivation.Choose(activation, new IntegerConvolution(same, beta));
    }

    internal override void IntegersToBytes(in ConvolutionWork work, Requantization to, in ByteAddition addition, bool centered)
    {
        if (centered)
            IntegersToBytes<AsCentered>(work, to, addition);
        else
            IntegersToBytes<AsBytes>(work, to, addition);
    }

    internal override void DepthwiseToFloats(in DepthwiseWork work, Activation activation, float beta)
    {
        fixed (DepthwiseWork* same = &work)
            FusedActivation.Choose(activation, new FloatDepthwise(same, beta));
    }

    internal override void DepthwiseToBytes(in DepthwiseWork work, Requantization to)
    {
        if (to.FitsLanes)
            DepthwiseRow<TLane>.ToBytes<TLong>(work, to);
        else
            DepthwiseRow<TLane>.ToBytes<Integer1>(work, to);
    }

    internal override void Activate(float* source, float* target, long count, Activation activation, float beta) =>
        FusedActivation.Choose(activation, new Numbers(source, target, count, beta));

    internal override void Gate(float* source, float* gate, float* target, int channels) => Elementwise<TLane>.Multiply(source, gate, target, channels);

    internal override void Add(float* a, float* b, float* target, long count) => Elementwise<TLane>.Add(a, b, target, count);

    internal override void Max(float* a, float* target, long count) => Elementwise<TLane>.Max(a, target, count);

    internal override void FromBytes(byte* source, float* target, long count, int zeroPoint, float scale) =>
        ByteKernels.ToFloats<TLane, TLong>(source, target, count, zeroPoint, scale);

    internal override void SumBytes(byte* row, int* sums, int pixels, int channels) => ByteKernels.Sum<TLong>(row, sums, pixels, channels);

    private static void IntegersToBytes<TStore>(in ConvolutionWork work, Requantization to, in ByteAddition addition)
        where TStore : struct, IByteStore
    {
        if (to.FitsLanes)
            ConvolutionKernel<TDot>.IntegersToBytes<TInteger, TStore>(work, to, addition);
        else
            ConvolutionKernel<TDot>.IntegersToBytes<Integer1, TStore>(work, to, addition);
    }

    private static int TileRowsOf<TMac>()
        where TMac : struct, IMacLane<TMac> => TMac.TileRows;

    private static int WidthOf<TMac>()
        where TMac : struct, IMacLane<TMac> => TMac.Width;

    private readonly struct FloatConvolution(ConvolutionWork* work, float beta) : IActivationWork
    {
        public void Do<TActivation>()
            where TActivation : struct, ILaneActivation => ConvolutionKernel<TLane>.FloatsToFloats<TLane, TActivation>(*work, beta);
    }

    private readonly struct IntegerConvolution(ConvolutionWork* work, float beta) : IActivationWork
    {
        public void Do<TActivation>()
            where TActivation : struct, ILaneActivation => ConvolutionKernel<TDot>.IntegersToFloats<Lane1, TActivation>(*work, beta);
    }

    private readonly struct FloatDepthwise(DepthwiseWork* work, float beta) : IActivationWork
    {
        public void Do<TActivation>()
            where TActivation : struct, ILaneActivation => DepthwiseRow<TLane>.ToFloats<TActivation>(*work, beta);
    }

    private readonly struct Numbers(float* source, float* target, long count, float beta) : IActivationWork
    {
        public void Do<TActivation>()
            where TActivation : struct, ILaneActivation => Elementwise<TLane>.Activate<TActivation>(source, target, count, beta);
    }
}
