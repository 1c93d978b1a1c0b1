using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>The passes over whole maps in an SE module.</summary>
internal abstract unsafe class GateKernel
{
    /// <summary>Finds the kernel for this processor; null if its vector instructions are too narrow.</summary>
    internal static GateKernel? Find(ScalarType type, int channels) => type switch
    {
        ScalarType.Float32 => Widest<Float32>(channels),
        ScalarType.BFloat16 => Widest<BFloat16>(channels),
        _ => null,
    };

    /// <summary>The sum of each channel of each image, or of its products with another map, times a scale.</summary>
    internal abstract void Sum(MapView map, MapView? factor, float scale, Span<float> sums);

    /// <summary>Each channel of each image times its factor, plus its addend if there is one.</summary>
    internal abstract void Scale(MapView input, MapView output, ReadOnlySpan<float> factors, ReadOnlySpan<float> addends);

    private static GateKernel? Widest<TElement>(int channels)
        where TElement : unmanaged, IElement<TElement> =>
        LaneWidths.Fits512(channels) ? GateKernel<Lane512, TElement>.Instance
        : LaneWidths.Fits256(channels) ? GateKernel<Lane256, TElement>.Instance
        : null;
}

/// <inheritdoc/>
internal sealed unsafe class GateKernel<TLane, TElement> : GateKernel
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    internal static GateKernel<TLane, TElement> Instance { get; } = new();

    internal override void Sum(MapView map, MapView? factor, float scale, Span<float> sums)
    {
        int parts = PartsOf(map);
        fixed (float* target = sums)
        {
            WorkerThreads.Run(
                new ChannelSums<TLane, TElement>
                {
                    Map = (TElement*)map.Memory,
                    Factor = factor is { } other ? (TElement*)other.Memory : null,
                    Images = map.Images,
                    Pixels = map.Height * map.Width,
                    Channels = map.Channels,
                    Parts = parts,
                    Scale = scale,
                    Sums = target,
                },
                parts);
        }
    }

    internal override void Scale(MapView input, MapView output, ReadOnlySpan<float> factors, ReadOnlySpan<float> addends)
    {
        int parts = PartsOf(input);
        fixed (float* gates = factors, added = addends)
        {
            WorkerThreads.Run(
                new ChannelScale<TLane, TElement>
                {
                    Input = (TElement*)input.Memory,
                    Output = (TElement*)output.Memory,
                    Images = input.Images,
                    Pixels = input.Height * input.Width,
                    Channels = input.Channels,
                    Parts = parts,
                    Factors = gates,
                    Addends = added,
                },
                parts);
        }
    }

    private static int PartsOf(MapView map) => Math.Min(map.Images, WorkerThreads.PartsFor(map.Rows * map.Channels));
}
