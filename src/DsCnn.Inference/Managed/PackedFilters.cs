using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace DsCnn.Inference;

/// <summary>The properties of a convolution, or of a fully connected layer, whose kernel is as large as its map.</summary>
internal sealed record ConvolutionShape(int Filters, int InChannels, int KernelHeight, int KernelWidth, int Stride, int Padding, int Groups)
{
    internal static ConvolutionShape Of(WeightedOperation operation) => operation switch
    {
        ConvolutionOperation c => new(c.Filters, c.InChannels, c.Kernel, c.Kernel, c.Stride, c.Padding, c.Groups),
        LinearOperation l => new(l.Units, l.Input.Shape.Channels, l.Input.Shape.Height, l.Input.Shape.Width, 1, 0, 1),
        _ => throw new NotSupportedException($"There is no kernel for a {operation.GetType().Name}."),
    };

    internal int Taps => KernelHeight * KernelWidth;

    /// <summary>The number of weights per filter.</summary>
    internal int FilterLength => InChannels / Groups * Taps;
}

/// <summary>The weights of a convolution in the kernel's reading order: panels of filters, word by word.</summary>
internal sealed unsafe class PackedFilters
{
    private readonly ConstantBlock _panels;
    private readonly int _half;
    private readonly int _columns;

    private PackedFilters(ConvolutionShape shape, Map input, Map output, KernelSet kernels, int half, int depth, bool isEmpty)
    {
        _half = half;
        Groups = shape.Groups;
        GroupInputs = shape.InChannels / shape.Groups;
        GroupFilters = shape.Filters / shape.Groups;
        // Groups end where the next one begins; the padding of the last pixel is written by filters of zeros.
        _columns = Groups == 1 ? output.Stride : GroupFilters + kernels.Width - 1;
        int length = ((shape.Taps - 1) * Segment(input)) + GroupInputs;
        Places = (length + depth - 1) / depth;
        PackedBytes = Places * sizeof(int);
        Panels = (_columns + PanelWidth - 1) / PanelWidth;
        GroupWords = checked((Panels * Places * PanelWidth) - (IsWide(Panels - 1) ? 0 : Places * half));
        Bytes = (long)GroupWords * Groups * sizeof(int);
        _panels = new ConstantBlock(isEmpty ? 0 : Bytes);
        Bias = ConstantBlock.Of(new int[Groups * Panels * PanelWidth]);
    }

    internal int Groups { get; }

    /// <summary>The number of input channels per group.</summary>
    internal int GroupInputs { get; }

    /// <summary>The number of filters per group.</summary>
    internal int GroupFilters { get; }

    /// <summary>The number of panels per group.</summary>
    internal int Panels { get; }

    /// <summary>The number of filters per panel.</summary>
    internal int PanelWidth => 2 * _half;

    /// <summary>The size of a panel in bytes.</summary>
    internal int PanelBytes => Places * PanelWidth * sizeof(int);

    /// <summary>The number of 32-bit words of a pixel's inputs.</summary>
    internal int Places { get; }

    /// <summary>The size of a pixel's gathered inputs in bytes.</summary>
    internal int PackedBytes { get; }

    /// <summary>Panel by panel: float32, or integers.</summary>
    internal ConstantBlock Bias { get; }

    /// <summary>The size of the weights, even if there are none.</summary>
    internal long Bytes { get; }

    private int GroupWords { get; }

    /// <summary>Packs float32 weights; an empty bias means none. Without weights, only the sizes are correct.</summary>
    internal static PackedFilters OfFloats(ConvolutionShape shape, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, Map input, Map output, KernelSet kernels)
    {
        var filters = new PackedFilters(shape, input, output, kernels, kernels.FloatPanel, 1, weights.IsEmpty);
        if (!weights.IsEmpty)
            filters.FillFloats(weights, shape, filters.Indices(shape, input, 1));
        if (!bias.IsEmpty)
            filters.Arrange(bias).CopyTo(filters.Bias.As<float>());
        return filters;
    }

    /// <summary>Packs bytes. Without weights, only the sizes are correct.</summary>
    internal static PackedFilters OfBytes(ConvolutionShape shape, sbyte[] weights, int[] bias, Map input, Map output, KernelSet kernels)
    {
        var filters = new PackedFilters(shape, input, output, kernels, kernels.BytePanel, kernels.Depth, weights.Length == 0);
        if (weights.Length > 0)
            filters.FillBytes(weights, shape, filters.Indices(shape, input, kernels.Depth), kernels.Depth);
        filters.Arrange<int>(bias).CopyTo(filters.Bias.As<int>());
        return filters;
    }

    internal int* Panel(int index)
    {
        (int group, int panel) = Math.DivRem(index, Panels);
        return (int*)_panels.Pointer + ((long)group * GroupWords) + ((long)panel * Places * PanelWidth);
    }

    /// <summary>Whether a panel is two vectors wide; the last one may be a single vector.</summary>
    internal bool IsWide(int panel) => _columns - (panel * PanelWidth) > _half;

    /// <summary>Arranges one number per filter in the order of the panels.</summary>
    internal T[] Arrange<T>(ReadOnlySpan<T> values)
    {
        T[] arranged = new T[Groups * Panels * PanelWidth];
        for (int group = 0; group < Groups; group++)
            values.Slice(group * GroupFilters, GroupFilters).CopyTo(arranged.AsSpan(group * Panels * PanelWidth));
        return arranged;
    }

    /// <summary>For each position in a packed pixel, the index within a filter in file order (channel by channel, row by row); -1 for none.</summary>
    private int[] Indices(ConvolutionShape shape, Map input, int depth)
    {
        int[] indices = new int[Places * depth];
        Array.Fill(indices, -1);
        for (int tap = 0; tap < shape.Taps; tap++)
        {
            for (int channel = 0; channel < GroupInputs; channel++)
                indices[(tap * Segment(input)) + channel] = (channel * shape.Taps) + tap;
        }

        return indices;
    }

    // Both loop over words outside and over filters inside: writes are contiguous, and each filter is read from beginning to end.
    private void FillFloats(ReadOnlySpan<float> weights, ConvolutionShape shape, int[] indices)
    {
        int filterLength = shape.FilterLength;
        fixed (float* source = weights[..checked(shape.Filters * filterLength)])
        {
            for (int i = 0; i < Groups * Panels; i++)
            {
                (int first, int filters, int width) = FiltersOf(i);
                float* target = (float*)Panel(i), panel = source + ((long)first * filterLength);
                for (int place = 0; place < indices.Length;)
                {
                    int index = indices[place];
                    bool isRun = index >= 0 && place + 4 <= indices.Length && indices[place + 1] == index + 1 && indices[place + 2] == index + 2 && indices[place + 3] == index + 3;
                    int column = isRun ? Transpose(panel + index, target, filters, filterLength, width) : 0;
                    int places = isRun ? 4 : 1;
                    for (; column < (index < 0 ? 0 : filters); column++)
                    {
                        for (int part = 0; part < places; part++)
                            target[(part * width) + column] = panel[((long)column * filterLength) + index + part];
                    }

                    place += places;
                    target += places * width;
                }
            }
        }
    }

    /// <summary>Transposes four words of filters at a time, four filters each.</summary>
    /// <returns>The number of filters processed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Transpose(float* source, float* target, int filters, int filterLength, int width)
    {
        int column = 0;
        for (; column + 4 <= filters; column += 4)
        {
            float* first = source + ((long)column * filterLength);
            Vector128<float> a = Vector128.Load(first), b = Vector128.Load(first + filterLength);
            Vector128<float> c = Vector128.Load(first + (2 * filterLength)), d = Vector128.Load(first + (3L * filterLength));
            Vector128<float> lowAc = Low(a, c), highAc = High(a, c), lowBd = Low(b, d), highBd = High(b, d);
            Low(lowAc, lowBd).Store(target + column);
            High(lowAc, lowBd).Store(target + width + column);
            Low(highAc, highBd).Store(target + (2 * width) + column);
            High(highAc, highBd).Store(target + (3 * width) + column);
        }

        return column;
    }

    /// <summary>a0, b0, a1, b1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>a2, b2, a3, b3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);

    private void FillBytes(ReadOnlySpan<sbyte> weights, ConvolutionShape shape, int[] indices, int depth)
    {
        int filterLength = shape.FilterLength;
        int bits = 32 / depth;
        uint mask = uint.MaxValue >> (32 - bits);
        fixed (sbyte* source = weights[..checked(shape.Filters * filterLength)])
        {
            for (int i = 0; i < Groups * Panels; i++)
            {
                (int first, int filters, int width) = FiltersOf(i);
                int* target = Panel(i);
                for (int place = 0; place < indices.Length; place++)
                {
                    int shift = place % depth * bits;
                    int index = indices[place];
                    sbyte* weight = source + ((long)first * filterLength) + index;
                    for (int column = 0; column < (index < 0 ? 0 : filters); column++, weight += filterLength)
                        target[column] |= (int)(((uint)*weight & mask) << shift);
                    if (place % depth == depth - 1)
                        target += width;
                }
            }
        }
    }

    /// <summary>The distance between the inputs of two taps.</summary>
    private int Segment(Map input) => Groups == 1 ? input.Stride : GroupInputs;

    /// <summary>The first filter of a panel, the number of filters, and the room for them.</summary>
    private (int First, int Count, int Width) FiltersOf(int index)
    {
        (int group, int panel) = Math.DivRem(index, Panels);
        int width = IsWide(panel) ? PanelWidth : _half;
        return ((group * GroupFilters) + (panel * PanelWidth), Math.Min(width, GroupFilters - (panel * PanelWidth)), width);
    }
}
