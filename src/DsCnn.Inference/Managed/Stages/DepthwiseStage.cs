using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>A depthwise convolution, fused with what follows it: activation, conversion to bytes, and the sums of its rows for the average of an SE module.</summary>
internal sealed unsafe class DepthwiseStage : Stage
{
    private readonly KernelSet _kernels;
    private readonly DepthwiseFilters _filters;
    private readonly ConvolutionFinish _finish;
    private readonly ConstantBlock _paddingRow;

    internal DepthwiseStage(KernelSet kernels, DepthwiseFilters filters, ConvolutionFinish finish, Map input, Map output)
        : base(input, output)
    {
        (_kernels, _filters, _finish) = (kernels, filters, finish);
        input.RequirePadding(filters.Padding);
        // Zeros, including any padding columns that other readers need.
        _paddingRow = new ConstantBlock((long)(input.Width + (2 * filters.Padding)) * input.PixelBytes);
    }

    /// <summary>Whether the sum of each channel over each row is needed.</summary>
    internal bool HasRowSums { get; set; }

    internal override long SideBytes => HasRowSums ? (long)Output.Height * Output.Stride * sizeof(float) : 0;

    internal override long Work => Output.Value.Shape.LongElements * _filters.Kernel * _filters.Kernel;

    internal override long WeightBytes => _filters.Bytes;

    internal override (int First, int End) RowsFor(int first, int end) => Window(first, end, _filters.Kernel, _filters.Stride, _filters.Padding);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(RowView input, RowView output, Piece piece, in RunMemory memory)
    {
        float** taps = stackalloc float*[_filters.Kernel * _filters.Kernel];
        int skipped = (Input.Padding - _filters.Padding) * Input.PixelBytes;
        for (int y = piece.First; y < piece.End; y++)
        {
            int top = (y * _filters.Stride) - _filters.Padding;
            for (int tapRow = 0; tapRow < _filters.Kernel; tapRow++)
            {
                int row = top + tapRow;
                float* pixel = (float*)(row < 0 || row >= Input.Height ? _paddingRow.Pointer : input.PaddedRow(row) + skipped);
                for (int tap = 0; tap < _filters.Kernel; tap++, pixel += Input.Stride)
                    taps[(tapRow * _filters.Kernel) + tap] = pixel;
            }

            byte* target = output.Row(y);
            float* sums = HasRowSums ? (float*)(memory.Arena + SideOffset) + ((long)y * Output.Stride) : null;
            var work = new DepthwiseWork
            {
                Taps = taps,
                Weights = _filters.Weights,
                Bias = _filters.Bias,
                Output = target,
                RowSums = sums,
                Count = _filters.Kernel * _filters.Kernel,
                Stride = _filters.Stride,
                Width = Output.Width,
                Channels = Output.Stride,
            };
            if (_finish.Requantization is { } requantization)
            {
                _kernels.DepthwiseToBytes(work, requantization);
                if (_finish.Table is { } table)
                    ByteKernels.Lookup(target, (long)Output.Width * Output.Stride, (byte*)table.Pointer);
                if (sums != null)
                    _kernels.SumBytes(target, (int*)sums, Output.Width, Output.Stride);
            }
            else
            {
                _kernels.DepthwiseToFloats(work, _finish.Activation, _finish.Beta);
            }
        }
    }
}

/// <summary>The weights of a depthwise convolution, tap by tap, as float32; integer-valued if the network is quantized.</summary>
internal sealed unsafe class DepthwiseFilters
{
    private readonly ConstantBlock _weights;
    private readonly ConstantBlock _bias;

    internal DepthwiseFilters(ConvolutionOperation convolution, ReadOnlySpan<float> weights, ReadOnlySpan<int> bias, int channels)
    {
        (Kernel, Stride, Padding) = (convolution.Kernel, convolution.Stride, convolution.Padding);
        int taps = Kernel * Kernel;
        float[] arranged = new float[taps * channels];
        for (int channel = 0; channel < (weights.IsEmpty ? 0 : convolution.Filters); channel++)
        {
            for (int tap = 0; tap < taps; tap++)
                arranged[(tap * channels) + channel] = weights[(channel * taps) + tap];
        }

        int[] filled = new int[channels];
        bias.CopyTo(filled);
        _weights = ConstantBlock.Of(arranged);
        _bias = ConstantBlock.Of(filled);
    }

    internal int Kernel { get; }

    internal int Stride { get; }

    internal int Padding { get; }

    internal float* Weights => (float*)_weights.Pointer;

    /// <summary>float32 or integers.</summary>
    internal int* Bias => (int*)_bias.Pointer;

    internal long Bytes => _weights.Bytes;
}
