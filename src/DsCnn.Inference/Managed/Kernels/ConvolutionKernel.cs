using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>Multiplies a panel of filters with all pixels of a block, tile by tile, and finishes each tile while it is in the L1 cache.</summary>
internal static unsafe class ConvolutionKernel<TMac>
    where TMac : struct, IMacLane<TMac>
{
    /// <summary>Float32 in, float32 out: activation(sum + bias) + residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FloatsToFloats<TLane, TActivation>(in ConvolutionWork work, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        var tiles = new TileSplit(work.Pixels, TMac.TileRows);
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, tiles, pixel);
            if (work.Columns % TLane.Width == 0)
                FinishFloats<TLane, TActivation>(work, pixel, rows, 0, work.Columns, beta);
            else
                FinishRaggedFloats<TLane, TActivation>(work, pixel, rows, beta);
            pixel += rows;
        }
    }

    /// <summary>Integers in, float32 out: activation((sum + bias) * scale) + residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void IntegersToFloats<TLane, TActivation>(in ConvolutionWork work, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        var tiles = new TileSplit(work.Pixels, TMac.TileRows);
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, tiles, pixel);
            for (int row = 0; row < rows; row++)
            {
                int* sums = work.Sums + (2 * row * TMac.Width);
                for (int column = 0; column < work.Columns; column++)
                    ((float*)sums)[column] = (sums[column] + work.Bias[column]) * work.Scales[column];
            }

            ConvolutionWork scaled = work;
            scaled.Bias = null;
            FinishRaggedFloats<TLane, TActivation>(scaled, pixel, rows, beta);
            pixel += rows;
        }
    }

    /// <summary>Integers in, bytes out.</summary>
    /// <param name="work">The inputs and filters.</param>
    /// <param name="to">How sums become bytes.</param>
    /// <param name="addition">How the residual is added, if there is one.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void IntegersToBytes<TInteger, TStore>(in ConvolutionWork work, Requantization to, in ByteAddition addition)
        where TInteger : struct, IIntegerLane<TInteger>
        where TStore : struct, IByteStore
    {
        var tiles = new TileSplit(work.Pixels, TMac.TileRows);
        if (work.Columns == 2 * TInteger.Width)
        {
            WholePanel<TInteger, TStore>(work, to, addition, tiles);
            return;
        }

        if (work.Columns == TInteger.Width)
        {
            NarrowPanel<TInteger, TStore>(work, to, addition, tiles);
            return;
        }

        int whole = work.Columns - (work.Columns % TInteger.Width);
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, tiles, pixel);
            FinishColumns<TInteger, TStore>(work, pixel, rows, 0, whole, to);
            if (whole < work.Columns)
                FinishColumns<Integer1, TStore>(work, pixel, rows, whole, work.Columns, to);
            if (work.Residual != null)
            {
                AddResidual<TInteger>(work, pixel, rows, 0, whole, addition);
                AddResidual<Integer1>(work, pixel, rows, whole, work.Columns, addition);
            }

            pixel += rows;
        }
    }

    /// <summary>Multiplies the tile that begins at a pixel.</summary>
    /// <returns>The number of pixels in the tile.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Multiply(in ConvolutionWork work, in TileSplit tiles, int pixel)
    {
        int rows = tiles.RowsAt(pixel);
        MatrixTile<TMac>.Multiply(
            work.Inputs, work.InputOffsets + pixel, rows, work.Panel, work.IsWide, work.Places, work.Next + (pixel * work.NextPixel), work.NextPlace, work.Sums);
        return rows;
    }

    private static void FinishRaggedFloats<TLane, TActivation>(in ConvolutionWork work, int pixel, int rows, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        int whole = work.Columns - (work.Columns % TLane.Width);
        FinishFloats<TLane, TActivation>(work, pixel, rows, 0, whole, beta);
        FinishFloats<Lane1, TActivation>(work, pixel, rows, whole, work.Columns, beta);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FinishFloats<TLane, TActivation>(in ConvolutionWork work, int pixel, int rows, int first, int end, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        TLane slope = TLane.Broadcast(beta);
        byte* outputs = work.Outputs;
        byte* residual = work.Residual;
        int* outputOffsets = work.OutputOffsets + pixel;
        int* residualOffsets = work.ResidualOffsets + pixel;
        for (int column = first; column < end; column += TLane.Width)
        {
            float* sums = (float*)work.Sums + column;
            TLane bias = work.Bias == null ? TLane.Broadcast(0) : TLane.Load((float*)work.Bias + column);
            for (int row = 0; row < rows; row++)
            {
                TLane value = TActivation.Apply(TLane.Load(sums) + bias, slope);
                if (residual != null)
                    value += TLane.Load((float*)(residual + residualOffsets[row]) + column);
                value.Store((float*)(outputs + outputOffsets[row]) + column);
                sums += 2 * TMac.Width;
            }
        }
    }

    /// <summary>A panel of two vectors, all of which is written; what its tiles share is computed once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WholePanel<TInteger, TStore>(in ConvolutionWork work, Requantization to, in ByteAddition addition, TileSplit tiles)
        where TInteger : struct, IIntegerLane<TInteger>
        where TStore : struct, IByteStore
    {
        int width = TInteger.Width, widthBytes = width * TStore.NumberBytes, step = 2 * TMac.Width;
        ByteLimits<TInteger> limits = TStore.LimitsOf<TInteger>(to);
        SumScale<TInteger> left = TInteger.ScaleOf(TInteger.Load(work.Multipliers), TInteger.Load(work.Bias), to.Shift);
        SumScale<TInteger> right = TInteger.ScaleOf(TInteger.Load(work.Multipliers + width), TInteger.Load(work.Bias + width), to.Shift);
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, tiles, pixel);
            int* offsets = work.OutputOffsets + pixel;
            for (int row = 0; row < rows; row += 2)
            {
                // If the number is odd, the last row is processed twice.
                int next = Math.Min(row + 1, rows - 1);
                int* upper = work.Sums + (row * step), lower = work.Sums + (next * step);
                byte* first = work.Outputs + offsets[row], second = work.Outputs + offsets[next];
                TStore.Store(
                    TInteger.MultiplyShift(TInteger.Load(upper), left),
                    TInteger.MultiplyShift(TInteger.Load(upper + width), right),
                    TInteger.MultiplyShift(TInteger.Load(lower), left),
                    TInteger.MultiplyShift(TInteger.Load(lower + width), right),
                    limits, first, first + widthBytes, second, second + widthBytes);
            }

            if (work.Residual != null)
                AddResidual<TInteger>(work, pixel, rows, 0, work.Columns, addition);
            pixel += rows;
        }
    }

    /// <summary>The same for a panel of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowPanel<TInteger, TStore>(in ConvolutionWork work, Requantization to, in ByteAddition addition, TileSplit tiles)
        where TInteger : struct, IIntegerLane<TInteger>
        where TStore : struct, IByteStore
    {
        int step = 2 * TMac.Width;
        ByteLimits<TInteger> limits = TStore.LimitsOf<TInteger>(to);
        SumScale<TInteger> scale = TInteger.ScaleOf(TInteger.Load(work.Multipliers), TInteger.Load(work.Bias), to.Shift);
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, tiles, pixel), last = rows - 1;
            int* offsets = work.OutputOffsets + pixel;
            for (int row = 0; row < rows; row += 4)
            {
                // If there are fewer than four, the last row is processed several times.
                (int second, int third, int fourth) = (Math.Min(row + 1, last), Math.Min(row + 2, last), Math.Min(row + 3, last));
                TStore.Store(
                    TInteger.MultiplyShift(TInteger.Load(work.Sums + (row * step)), scale),
                    TInteger.MultiplyShift(TInteger.Load(work.Sums + (second * step)), scale),
                    TInteger.MultiplyShift(TInteger.Load(work.Sums + (third * step)), scale),
                    TInteger.MultiplyShift(TInteger.Load(work.Sums + (fourth * step)), scale),
                    limits, work.Outputs + offsets[row], work.Outputs + offsets[second], work.Outputs + offsets[third], work.Outputs + offsets[fourth]);
            }

            if (work.Residual != null)
                AddResidual<TInteger>(work, pixel, rows, 0, work.Columns, addition);
            pixel += rows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FinishColumns<TInteger, TStore>(in ConvolutionWork work, int pixel, int rows, int first, int end, Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>
        where TStore : struct, IByteStore
    {
        ByteLimits<TInteger> limits = TStore.PlainLimitsOf<TInteger>(to);
        int* offsets = work.OutputOffsets + pixel;
        for (int column = first; column < end; column += TInteger.Width)
        {
            int* sums = work.Sums + column;
            SumScale<TInteger> scale = TInteger.ScaleOf(TInteger.Load(work.Multipliers + column), TInteger.Load(work.Bias + column), to.Shift);
            byte* target = work.Outputs + (column * TStore.NumberBytes);
            for (int row = 0; row < rows; row++, sums += 2 * TMac.Width)
                TStore.Store(TInteger.MultiplyShift(TInteger.Load(sums), scale), limits, target + offsets[row]);
        }
    }

    /// <summary>Adds the residual to bytes that are already stored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddResidual<TInteger>(in ConvolutionWork work, int pixel, int rows, int first, int end, in ByteAddition addition)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        int shift = addition.Shift;
        TInteger low = TInteger.Broadcast(0), high = TInteger.Broadcast(byte.MaxValue), zero = TInteger.Broadcast(addition.ZeroPoint);
        TInteger zeroA = TInteger.Broadcast(addition.ZeroPointA), zeroB = TInteger.Broadcast(addition.ZeroPointB);
        TInteger a = TInteger.Broadcast(addition.MultiplierA), b = TInteger.Broadcast(addition.MultiplierB), half = TInteger.Broadcast(1 << (shift - 1));
        byte* outputs = work.Outputs, residual = work.Residual;
        int* outputOffsets = work.OutputOffsets + pixel, residualOffsets = work.ResidualOffsets + pixel;
        for (int row = 0; row < rows; row++)
        {
            byte* own = outputs + outputOffsets[row];
            byte* other = residual + residualOffsets[row];
            for (int column = first; column < end; column += TInteger.Width)
            {
                TInteger sum = ((TInteger.Load(other + column) - zeroA) * a) + ((TInteger.Load(own + column) - zeroB) * b) + half;
                TInteger.Clamp(TInteger.ShiftRight(sum, shift) + zero, low, high).StoreBytes(own + column);
            }
        }
    }
}
