using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DsCnn.Inference;

/// <summary>A convolution or fully connected layer, fused with what follows it (activation, residual, conversion to bytes) and with the gate of an SE module before it.</summary>
internal sealed unsafe class ConvolutionStage : Stage
{
    /// <summary>Inputs of this size are multiplied with all panels in turn: they stay in the L2 cache, and a panel in the L1 cache.</summary>
    private const int BlockBytes = 192 << 10;

    private const int SmallestBlock = 24;

    private readonly KernelSet _kernels;
    private readonly ConvolutionShape _shape;
    private readonly ConvolutionFinish _finish;
    private readonly PackedFilters _filters;
    private readonly int _block;
    private readonly int _tileRows;

    /// <summary>Padding above and below the map, as wide as one row of the kernel covers.</summary>
    private readonly ConstantBlock? _paddingRow;

    internal ConvolutionStage(KernelSet kernels, ConvolutionShape shape, ConvolutionFinish finish, PackedFilters filters, Map input, Map output)
        : base(input, output)
    {
        _kernels = kernels;
        _shape = shape;
        _finish = finish;
        _filters = filters;
        input.RequirePadding(shape.Padding);
        if (shape.Padding > 0)
        {
            _paddingRow = new ConstantBlock((long)(shape.KernelWidth + 1) * input.PixelBytes);
            _paddingRow.As<byte>().Fill(input.PaddingByte);
        }

        _tileRows = input.Format == MapFormat.Byte ? kernels.ByteTileRows : kernels.FloatTileRows;
        int fitting = BlockBytes / filters.PackedBytes;
        _block = Math.Min(Math.Max(SmallestBlock, fitting - (fitting % _tileRows)), output.Height * output.Width);
    }

    internal override IEnumerable<Map> Others => [.. Maybe(_finish.Residual), .. Maybe(_finish.Gate?.Map)];

    internal override int Columns => _filters.Groups == 1 ? _filters.Panels : 1;

    internal override bool IsLocal => Input.Height == 1 || _shape.KernelHeight < Input.Height;

    internal override long Work => Output.Value.Shape.LongElements * _shape.FilterLength;

    internal override long WeightBytes => _filters.Bytes;

    internal override long ScratchBytes => (3 * sizeof(int) * Align(_block)) + SumsBytes + GateBytes
        + (IsPacked ? ((long)_block * _filters.PackedBytes) + ConstantBlock.Slack : 0);

    private int SumsBytes => _tileRows * _filters.PanelWidth * sizeof(int);

    private long GateBytes => _finish.Gate is null ? 0 : ConstantBlock.AlignUp((long)sizeof(short) * Input.Stride);

    /// <summary>Whether the numbers of a pixel must be gathered before they are multiplied.</summary>
    private bool IsPacked => _shape.KernelHeight > 1 || _shape.KernelWidth > 1 || _finish.Gate is not null || IsWidened;

    private bool IsWidened => Input.Format == MapFormat.Byte && _kernels.Depth == 2;

    internal override (int First, int End) RowsFor(int first, int end) => Window(first, end, _shape.KernelHeight, _shape.Stride, _shape.Padding);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Run(RowView input, RowView output, Piece piece, in RunMemory memory)
    {
        byte* scratch = memory.Scratch;
        int* inputOffsets = (int*)scratch;
        int* outputOffsets = inputOffsets + Align(_block);
        int* residualOffsets = outputOffsets + Align(_block);
        byte* sums = (byte*)(residualOffsets + Align(_block));
        byte* gate = sums + SumsBytes;
        byte* packed = gate + GateBytes;
        RowView residual = _finish.Residual is { } map ? memory.Whole(map) : default;
        if (_finish.Gate is { IsBytes: true } bytes)
            bytes.Prepare(memory.Arena + bytes.Map.Offset, (short*)gate, Input.Stride);

        int pixels = checked((piece.End - piece.First) * Output.Width);
        for (int start = 0; start < pixels; start += _block)
        {
            int count = Math.Min(_block, pixels - start);
            var work = new ConvolutionWork
            {
                Pixels = count,
                InputOffsets = inputOffsets,
                OutputOffsets = outputOffsets,
                ResidualOffsets = residualOffsets,
                Sums = (int*)sums,
                Places = _filters.Places,
            };
            FillOutputs(output, piece.First, start, count, outputOffsets);
            if (_finish.Residual is not null)
                FillOutputs(residual, piece.First, start, count, residualOffsets);
            for (int group = 0; group < _filters.Groups; group++)
            {
                if (IsPacked)
                {
                    Pack(input, piece.First, start, count, group, packed, inputOffsets, gate, memory);
                    work.Inputs = packed;
                }
                else
                {
                    FillInputs(input, piece.First, start, count, inputOffsets);
                    work.Inputs = input.Memory + (group * _filters.GroupInputs * Input.NumberBytes);
                }

                int first = piece.FirstColumn, end = _filters.Groups == 1 ? piece.EndColumn : _filters.Panels;
                for (int panel = first; panel < end; panel++)
                    RunPanel(ref work, output, residual, group, panel);
            }

            if (_finish.Table is { } table)
                Lookup(output, piece, count, outputOffsets, (byte*)table.Pointer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPanel(ref ConvolutionWork work, RowView output, RowView residual, int group, int panel)
    {
        int channel = (group * _filters.GroupFilters) + (panel * _filters.PanelWidth);
        int index = (group * _filters.Panels) + panel;
        work.Panel = _filters.Panel(index);
        work.IsWide = _filters.IsWide(panel);
        // Prefetch the next panel while this one is used, or the first one for the next pixels.
        work.Next = (byte*)_filters.Panel((index + 1) % (_filters.Groups * _filters.Panels));
        work.NextPixel = (_filters.PanelBytes + work.Pixels - 1) / work.Pixels;
        work.NextPlace = ((work.NextPixel * Math.Min(_tileRows, work.Pixels)) + work.Places - 1) / work.Places;
        work.Bias = (int*)_filters.Bias.Pointer + (index * _filters.PanelWidth);
        work.Columns = ColumnsOf(group, panel, channel);
        work.Outputs = output.Memory + ((long)channel * Output.NumberBytes);
        work.Residual = _finish.Residual is { } map ? residual.Memory + ((long)channel * map.NumberBytes) : null;
        if (_finish.Requantization is { } requantization)
        {
            work.Multipliers = requantization.Multipliers + (index * _filters.PanelWidth);
            _kernels.IntegersToBytes(work, requantization, _finish.Addition, Output.Format == MapFormat.Centered);
        }
        else if (_finish.Scales is { } scales)
        {
            work.Scales = (float*)scales.Pointer + (index * _filters.PanelWidth);
            _kernels.IntegersToFloats(work, _finish.Activation, _finish.Beta);
        }
        else
        {
            _kernels.FloatsToFloats(work, _finish.Activation, _finish.Beta);
        }
    }

    /// <summary>The number of channels that a panel writes, including padding channels, whose filters are zeros.</summary>
    private int ColumnsOf(int group, int panel, int channel)
    {
        bool isLast = group == _filters.Groups - 1 && panel == _filters.Panels - 1;
        int width = _filters.IsWide(panel) ? _filters.PanelWidth : _filters.PanelWidth / 2;
        return isLast ? Math.Min(width, Output.Stride - channel) : Math.Min(width, ((group + 1) * _filters.GroupFilters) - channel);
    }

    private void Lookup(RowView output, Piece piece, int count, int* offsets, byte* table)
    {
        int first = piece.FirstColumn * _filters.PanelWidth;
        int channels = Math.Min(Output.Stride, piece.EndColumn * _filters.PanelWidth) - first;
        if (_filters.Groups > 1)
            (first, channels) = (0, Output.Stride);
        for (int pixel = 0; pixel < count;)
        {
            // Contiguous pixels are processed together.
            int run = 1;
            while (channels == Output.Stride && pixel + run < count && offsets[pixel + run] == offsets[pixel] + (run * Output.PixelBytes))
                run++;
            ByteKernels.Lookup(output.Memory + offsets[pixel] + first, (long)channels * run, table);
            pixel += run;
        }
    }

    /// <summary>The offsets of this piece's pixels in a map of the output's size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillOutputs(RowView view, int firstRow, int start, int count, int* offsets)
    {
        (int y, int x) = Math.DivRem(start, Output.Width);
        int pixelBytes = view.Map.PixelBytes;
        for (int i = 0; i < count;)
        {
            long row = view.Row(firstRow + y) - view.Memory;
            int end = Math.Min(count, i + Output.Width - x);
            for (; i < end; i++, x++)
                offsets[i] = (int)(row + ((long)x * pixelBytes));
            (x, y) = (0, y + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillInputs(RowView view, int firstRow, int start, int count, int* offsets)
    {
        (int y, int x) = Math.DivRem(start, Output.Width);
        int step = Input.PixelBytes * _shape.Stride;
        for (int i = 0; i < count;)
        {
            long row = view.Row((firstRow + y) * _shape.Stride) - view.Memory;
            int end = Math.Min(count, i + Output.Width - x);
            for (; i < end; i++, x++)
                offsets[i] = (int)(row + ((long)x * step));
            (x, y) = (0, y + 1);
        }
    }

    /// <summary>Gathers the numbers under the kernel, pixel by pixel, in the order of the packed filters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(RowView input, int firstRow, int start, int count, int group, byte* packed, int* offsets, byte* gate, in RunMemory memory)
    {
        (int y, int x) = Math.DivRem(start, Output.Width);
        int pixelBytes = Input.PixelBytes, step = _shape.Stride * pixelBytes, packedBytes = _filters.PackedBytes;
        int skipped = ((Input.Padding - _shape.Padding) * pixelBytes) + (group * _filters.GroupInputs * Input.NumberBytes);
        byte** rows = stackalloc byte*[_shape.KernelHeight];
        int* steps = stackalloc int[_shape.KernelHeight];
        byte* target = packed;
        for (int i = 0; i < count;)
        {
            int top = ((firstRow + y) * _shape.Stride) - _shape.Padding;
            for (int tapRow = 0; tapRow < _shape.KernelHeight; tapRow++)
            {
                int row = top + tapRow;
                bool isInside = row >= 0 && row < Input.Height;
                rows[tapRow] = isInside ? input.PaddedRow(row) + skipped + ((long)x * step) : _paddingRow!.Pointer;
                steps[tapRow] = isInside ? step : 0;
            }

            int run = Math.Min(Output.Width - x, count - i);
            for (int end = i + run; i < end; i++, target += packedBytes)
                offsets[i] = (int)(target - packed);
            PackRun(rows, steps, target - ((long)run * packedBytes), run, gate, memory);
            (x, y) = (0, y + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRun(byte** rows, int* steps, byte* target, int pixels, byte* gate, in RunMemory memory)
    {
        bool isWidened = IsWidened;
        int numberBytes = Input.NumberBytes, pixelBytes = Input.PixelBytes, packedBytes = _filters.PackedBytes;
        int segment = _filters.Groups == 1 ? _shape.KernelWidth * Input.Stride : _filters.GroupInputs;
        int pieces = _filters.Groups == 1 ? 1 : _shape.KernelWidth;
        int taken = segment * (isWidened ? sizeof(short) : numberBytes);
        if (_finish.Gate is { } factors)
        {
            // A 1x1 kernel over whole pixels.
            float* gates = (float*)(memory.Arena + factors.Map.Offset);
            for (int i = 0; i < pixels; i++, target += packedBytes)
            {
                byte* source = rows[0] + ((long)i * steps[0]);
                if (!factors.IsBytes)
                    _kernels.Gate((float*)source, gates, (float*)target, segment);
                else if (isWidened)
                    ByteKernels.Gate(source, (short*)gate, (short*)target, segment, factors.Bytes);
                else
                    ByteKernels.Gate(source, (short*)gate, target, segment, factors.Bytes);
            }

            return;
        }

        if (_shape.KernelHeight == 3 && pieces == 1 && !isWidened)
        {
            PackThreeRows(rows, steps, target, pixels, packedBytes, taken);
            return;
        }

        for (int i = 0; i < pixels; i++, target += packedBytes)
        {
            byte* place = target;
            for (int tapRow = 0; tapRow < _shape.KernelHeight; tapRow++)
            {
                byte* source = rows[tapRow];
                rows[tapRow] += steps[tapRow];
                for (int part = 0; part < pieces; part++, source += pixelBytes, place += taken)
                {
                    if (isWidened)
                        ByteKernels.WidenOver(source, (short*)place, segment);
                    else
                        CopyOver(source, place, taken);
                }
            }
        }
    }

    /// <summary>A special case: the usual kernel of a first layer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackThreeRows(byte** rows, int* steps, byte* target, int pixels, int packedBytes, int taken)
    {
        byte* top = rows[0], middle = rows[1], bottom = rows[2];
        nint topStep = steps[0], middleStep = steps[1], bottomStep = steps[2];
        for (int i = 0; i < pixels; i++, target += packedBytes)
        {
            CopyOver(top, target, taken);
            CopyOver(middle, target + taken, taken);
            CopyOver(bottom, target + (2 * taken), taken);
            top += topStep;
            middle += middleStep;
            bottom += bottomStep;
        }
    }

    /// <summary>Copies whole vectors: the excess is overwritten by the next copy, or is in the slack at the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyOver(byte* source, byte* target, int bytes)
    {
        for (int i = 0; i < bytes; i += Vector128<byte>.Count)
            Vector128.Load(source + i).Store(target + i);
    }

    private static int Align(int count) => (int)ConstantBlock.AlignUp(count);

    private static IEnumerable<Map> Maybe(Map? map) => map is null ? [] : [map];
}
