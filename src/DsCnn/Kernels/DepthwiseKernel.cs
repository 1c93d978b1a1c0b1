using static TorchSharp.torch;

namespace DsCnn.Kernels;

/// <summary>Depthwise convolutions of maps with the channels innermost, and their gradients. libtorch's own gradients are several times slower in this memory layout.</summary>
internal abstract unsafe class DepthwiseKernel
{
    /// <summary>Finds the kernel for this processor; null if its vector instructions are too narrow.</summary>
    internal static DepthwiseKernel? Find(ScalarType type, int channels) => type switch
    {
        ScalarType.Float32 => Widest<Float32>(channels),
        ScalarType.BFloat16 => Widest<BFloat16>(channels),
        _ => null,
    };

    /// <summary>The convolution, padded by half the kernel; the weights are channels x kernel x kernel.</summary>
    internal abstract void Forward(MapView input, MapView output, ReadOnlySpan<float> weights, int kernel, int stride);

    /// <summary>The gradient of the input.</summary>
    internal abstract void BackwardInput(MapView inputGradient, MapView outputGradient, ReadOnlySpan<float> weights, int kernel, int stride);

    /// <summary>The gradient of the weights.</summary>
    internal abstract void BackwardWeights(MapView input, MapView outputGradient, Span<float> ofWeights, int kernel, int stride);

    private static DepthwiseKernel? Widest<TElement>(int channels)
        where TElement : unmanaged, IElement<TElement> =>
        LaneWidths.Fits512(channels) ? DepthwiseKernel<Lane512, TElement>.Instance
        : LaneWidths.Fits256(channels) ? DepthwiseKernel<Lane256, TElement>.Instance
        : null;
}

/// <inheritdoc/>
internal sealed unsafe class DepthwiseKernel<TLane, TElement> : DepthwiseKernel
    where TLane : struct, ILane<TLane>
    where TElement : unmanaged, IElement<TElement>
{
    internal static DepthwiseKernel<TLane, TElement> Instance { get; } = new();

    internal override void Forward(MapView input, MapView output, ReadOnlySpan<float> weights, int kernel, int stride)
    {
        using var taps = new ScratchBuffer(weights.Length);
        Arrange(weights, taps.Memory, input.Channels, tap => tap);
        Convolve(DepthwiseGeometry.Forward(input, output, kernel, stride), input, output, taps.Memory);
    }

    internal override void BackwardInput(MapView inputGradient, MapView outputGradient, ReadOnlySpan<float> weights, int kernel, int stride)
    {
        using var taps = new ScratchBuffer(weights.Length);
        int last = (kernel * kernel) - 1;
        Arrange(weights, taps.Memory, inputGradient.Channels, tap => last - tap);
        Convolve(DepthwiseGeometry.Backward(inputGradient, outputGradient, kernel, stride), outputGradient, inputGradient, taps.Memory);
    }

    internal override void BackwardWeights(MapView input, MapView outputGradient, Span<float> ofWeights, int kernel, int stride)
    {
        var geometry = DepthwiseGeometry.Forward(input, outputGradient, kernel, stride);
        int taps = kernel * kernel;
        int parts = Math.Min(input.Images, WorkerThreads.PartsFor(outputGradient.Rows * input.Channels));
        long scratchLength = DepthwiseWeightGradient<TLane, TElement>.ScratchLength(geometry, input.Channels);
        using var sums = new ScratchBuffer((long)parts * ofWeights.Length);
        using var scratch = new ScratchBuffer(parts * scratchLength);
        WorkerThreads.Run(
            new DepthwiseWeightGradient<TLane, TElement>
            {
                Geometry = geometry,
                Input = (TElement*)input.Memory,
                Gradient = (TElement*)outputGradient.Memory,
                Images = input.Images,
                Channels = input.Channels,
                Parts = parts,
                Sums = sums.Memory,
                Scratch = scratch.Memory,
            },
            parts);

        for (int channel = 0; channel < input.Channels; channel++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                double sum = 0;
                for (int part = 0; part < parts; part++)
                    sum += sums.Memory[((long)part * ofWeights.Length) + ((long)tap * input.Channels) + channel];
                ofWeights[(channel * taps) + tap] = (float)sum;
            }
        }
    }

    private static void Convolve(DepthwiseGeometry geometry, MapView source, MapView target, float* taps)
    {
        int parts = Math.Min(target.Images, WorkerThreads.PartsFor(target.Rows * target.Channels));
        using var rings = new ScratchBuffer(parts * DepthwiseRing<TLane, TElement>.Length(geometry, target.Channels));
        WorkerThreads.Run(
            new DepthwiseConvolve<TLane, TElement>
            {
                Geometry = geometry,
                Source = (TElement*)source.Memory,
                Target = (TElement*)target.Memory,
                Images = source.Images,
                Channels = source.Channels,
                Parts = parts,
                Weights = taps,
                Rings = rings.Memory,
            },
            parts);
    }

    /// <summary>Transposes channels x taps to taps x channels.</summary>
    private static void Arrange(ReadOnlySpan<float> weights, float* target, int channels, Func<int, int> source)
    {
        int taps = weights.Length / channels;
        for (int tap = 0; tap < taps; tap++)
        {
            int from = source(tap);
            for (int channel = 0; channel < channels; channel++)
                target[((long)tap * channels) + channel] = weights[(channel * taps) + from];
        }
    }
}
