using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>Multiplies a panel of filters with all pixels of a block, tile by tile, and finishes each tile while it lies in the nearest cache.</summary>
internal static unsafe class ConvolutionKernel<TMac>
    where TMac : struct, IMacLane<TMac>
{
    /// <summary>Float32 in, float32 out: activation(sum + bias) + residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FloatsToFloats<TLane, TActivation>(in ConvolutionWork work, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, pixel);
            if (work.Columns % TLane.Width == 0)
                FinishFloats<TLane, TActivation>(work, pixel, rows, 0, work.Columns, beta);
            else
                FinishRaggedFloats<TLane, TActivation>(work, pixel, rows, beta);
            pixel += rows;
        }
    }

    /// <summary>Whole numbers in, float32 out: activation((sum + bias) * scale) + residual.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void IntegersToFloats<TLane, TActivation>(in ConvolutionWork work, float beta)
        where TLane : struct, ILane<TLane>
        where TActivation : struct, ILaneActivation
    {
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, pixel);
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

    /// <summary>Whole numbers in, bytes out.</summary>
    /// <param name="work">What is multiplied.</param>
    /// <param name="to">How sums become bytes.</param>
    /// <param name="addition">How the residual is added, where there is one.</param>
    /// <param name="centered">Whether bytes are written as float32, their zero point taken away.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void IntegersToBytes<TInteger>(in ConvolutionWork work, Requantization to, in ByteAddition addition, bool centered)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        for (int pixel = 0; pixel < work.Pixels;)
        {
            int rows = Multiply(work, pixel);
            int whole = work.Columns - (work.Columns % TInteger.Width);
            if (centered)
            {
                FinishCentered<TInteger>(work, pixel, rows, 0, whole, to);
                FinishCentered<Integer1>(work, pixel, rows, whole, work.Columns, to);
            }
            else
            {
                FinishBytes<TInteger>(work, pixel, rows, 0, whole, to);
                FinishBytes<Integer1>(work, pixel, rows, whole, work.Columns, to);
                if (work.Residual != null)
                {
                    AddResidual<TInteger>(work, pixel, rows, 0, whole, addition);
                    AddResidual<Integer1>(work, pixel, rows, whole, work.Columns, addition);
                }
            }

            pixel += rows;
        }
    }

    /// <summary>Multiplies the tile that begins at a pixel; the rest is divided evenly, so that no tile is a narrow one.</summary>
    /// <returns>How many pixels it has.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Multiply(in ConvolutionWork work, int pixel)
    {
        int left = work.Pixels - pixel;
        int tiles = (left + TMac.TileRows - 1) / TMac.TileRows;
        int rows = (left + tiles - 1) / tiles;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FinishBytes<TInteger>(in ConvolutionWork work, int pixel, int rows, int first, int end, Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        ByteLimits<TInteger> limits = TInteger.LimitsOf(to.ZeroPoint, to.Low, to.High);
        TInteger low = TInteger.Broadcast(to.Low), high = TInteger.Broadcast(to.High), zero = TInteger.Broadcast(to.ZeroPoint);
        TInteger half = TInteger.Half(to.Shift), bits = TInteger.Broadcast(to.Shift - 32);
        byte* outputs = work.Outputs;
        int* offsets = work.OutputOffsets + pixel;
        int step = 2 * TMac.Width, column = first;
        for (; column + (2 * TInteger.Width) <= end; column += 2 * TInteger.Width)
        {
            int* sums = work.Sums + column;
            byte* target = outputs + column;
            int* bias = work.Bias + column, multipliers = work.Multipliers + column;
            TInteger leftBias = TInteger.Load(bias), leftMultipliers = TInteger.Load(multipliers), leftOdd = TInteger.Odd(leftMultipliers);
            TInteger rightBias = TInteger.Load(bias + TInteger.Width), rightMultipliers = TInteger.Load(multipliers + TInteger.Width), rightOdd = TInteger.Odd(rightMultipliers);
            for (int row = 0; row < rows; row += 2)
            {
                // Of an odd number, the last row is done twice.
                int next = Math.Min(row + 1, rows - 1);
                int* upper = sums + (row * step), lower = sums + (next * step);
                byte* upperTarget = target + offsets[row], lowerTarget = target + offsets[next];
                TInteger.StoreBytes(
                    TInteger.MultiplyShift(TInteger.Load(upper) + leftBias, leftMultipliers, leftOdd, half, bits),
                    TInteger.MultiplyShift(TInteger.Load(upper + TInteger.Width) + rightBias, rightMultipliers, rightOdd, half, bits),
                    TInteger.MultiplyShift(TInteger.Load(lower) + leftBias, leftMultipliers, leftOdd, half, bits),
                    TInteger.MultiplyShift(TInteger.Load(lower + TInteger.Width) + rightBias, rightMultipliers, rightOdd, half, bits),
                    limits, upperTarget, upperTarget + TInteger.Width, lowerTarget, lowerTarget + TInteger.Width);
            }
        }

        for (; column < end; column += TInteger.Width)
        {
            int* sums = work.Sums + column;
            TInteger bias = TInteger.Load(work.Bias + column), multipliers = TInteger.Load(work.Multipliers + column), odd = TInteger.Odd(multipliers);
            for (int row = 0; row < rows; row++, sums += step)
                TInteger.Clamp(TInteger.MultiplyShift(TInteger.Load(sums) + bias, multipliers, odd, half, bits) + zero, low, high).StoreBytes(outputs + offsets[row] + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FinishCentered<TInteger>(in ConvolutionWork work, int pixel, int rows, int first, int end, Requantization to)
        where TInteger : struct, IIntegerLane<TInteger>
    {
        TInteger low = TInteger.Broadcast(to.Low - to.ZeroPoint), high = TInteger.Broadcast(to.High - to.ZeroPoint);
        TInteger half = TInteger.Half(to.Shift), bits = TInteger.Broadcast(to.Shift - 32);
        byte* outputs = work.Outputs;
        int* offsets = work.OutputOffsets + pixel;
        for (int column = first; column < end; column += TInteger.Width)
        {
            int* sums = work.Sums + column;
            TInteger bias = TInteger.Load(work.Bias + column), multipliers = TInteger.Load(work.Multipliers + column), odd = TInteger.Odd(multipliers);
            for (int row = 0; row < rows; row++)
            {
                TInteger.Clamp(TInteger.MultiplyShift(TInteger.Load(sums) + bias, multipliers, odd, half, bits), low, high).StoreFloats((float*)(outputs + offsets[row]) + column);
                sums += 2 * TMac.Width;
            }
        }
    }

    /// <summary>Adds to bytes that lie where they belong.</summary>
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
