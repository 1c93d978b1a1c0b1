using System.Numerics;
using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>Pooling over windows without padding.</summary>
internal sealed unsafe class PoolStage(KernelSet kernels, PoolOperation pool, Requantization? requantization, Map input, Map output) : Stage(input, output)
{
    internal override long ScratchBytes => (long)Output.Stride * sizeof(float);

    internal override (int First, int End) RowsFor(int first, int end) => Window(first, end, pool.Kernel, pool.Stride, 0);

    internal override void Run(RowView input, RowView output, Piece piece, in RunMemory memory)
    {
        for (int y = piece.First; y < piece.End; y++)
        {
            for (int x = 0; x < Output.Width; x++)
            {
                byte* target = output.Row(y) + ((long)x * Output.PixelBytes);
                if (Input.Format == MapFormat.Float)
                    Floats(input, y, x, (float*)target);
                else
                    Bytes(input, y, x, target, (int*)memory.Scratch);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Floats(RowView input, int y, int x, float* target)
    {
        int channels = Output.Stride;
        bool isFirst = true;
        for (int row = 0; row < pool.Kernel; row++)
        {
            float* source = (float*)(input.Row((y * pool.Stride) + row) + ((long)x * pool.Stride * Input.PixelBytes));
            for (int column = 0; column < pool.Kernel; column++, source += Input.Stride, isFirst = false)
            {
                if (isFirst)
                    new Span<float>(source, channels).CopyTo(new Span<float>(target, channels));
                else if (pool.Kind == PoolKind.Max)
                    kernels.Max(source, target, channels);
                else
                    kernels.Add(target, source, target, channels);
            }
        }

        if (pool.Kind == PoolKind.Max)
            return;
        for (int channel = 0; channel < channels; channel++)
            target[channel] /= pool.Kernel * pool.Kernel;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bytes(RowView input, int y, int x, byte* target, int* sums)
    {
        int channels = Output.Stride;
        new Span<int>(sums, channels).Clear();
        for (int row = 0; row < pool.Kernel; row++)
        {
            byte* source = input.Row((y * pool.Stride) + row) + ((long)x * pool.Stride * Input.PixelBytes);
            for (int column = 0; column < pool.Kernel; column++, source += Input.Stride)
            {
                for (int channel = 0; channel < channels; channel++)
                    sums[channel] = pool.Kind == PoolKind.Max ? Math.Max(sums[channel], source[channel]) : sums[channel] + source[channel];
            }
        }

        for (int channel = 0; channel < channels; channel++)
        {
            target[channel] = requantization is null
                ? (byte)sums[channel]
                : requantization.Apply(sums[channel] - (pool.Kernel * pool.Kernel * Input.Quantization!.ZeroPoint));
        }
    }
}

/// <summary>Pooling over the whole map, from row sums if the previous stage could compute them.</summary>
internal sealed unsafe class GlobalPoolStage(KernelSet kernels, PoolKind kind, DepthwiseStage? summed, Requantization? requantization, Map input, Map output) : Stage(input, output)
{
    internal override bool IsLocal => false;

    internal override long ScratchBytes => 2L * Input.Stride * sizeof(float);

    internal override (int First, int End) RowsFor(int first, int end) => (0, Input.Height);

    internal override void Run(RowView input, RowView output, Piece piece, in RunMemory memory)
    {
        if (Input.Format == MapFormat.Float)
            Floats(input, (float*)output.Row(0), (float*)memory.Scratch, memory);
        else
            Bytes(input, output.Row(0), (int*)memory.Scratch, memory);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Floats(RowView input, float* target, float* rowSum, in RunMemory memory)
    {
        int channels = Input.Stride;
        for (int y = 0; y < Input.Height; y++)
        {
            if (summed is not null)
                rowSum = (float*)(memory.Arena + summed.SideOffset) + ((long)y * channels);
            else
                Row((float*)input.Row(y), rowSum);
            if (y == 0)
                new Span<float>(rowSum, channels).CopyTo(new Span<float>(target, channels));
            else
                Join(rowSum, target);
        }

        if (kind == PoolKind.Max)
            return;
        float pixels = (float)Input.Height * Input.Width;
        for (int channel = 0; channel < channels; channel++)
            target[channel] /= pixels;
    }

    private void Row(float* row, float* result)
    {
        new Span<float>(row, Input.Stride).CopyTo(new Span<float>(result, Input.Stride));
        for (int x = 1; x < Input.Width; x++)
            Join(row + ((long)x * Input.Stride), result);
    }

    private void Join(float* source, float* target)
    {
        if (kind == PoolKind.Max)
            kernels.Max(source, target, Input.Stride);
        else
            kernels.Add(target, source, target, Input.Stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Bytes(RowView input, byte* target, int* sums, in RunMemory memory)
    {
        int channels = Input.Stride;
        int* rowSums = sums + channels;
        new Span<int>(sums, channels).Clear();
        for (int y = 0; y < Input.Height; y++)
        {
            if (kind == PoolKind.Max)
            {
                Largest(input.Row(y), sums);
                continue;
            }

            if (summed is not null)
                rowSums = (int*)(memory.Arena + summed.SideOffset) + ((long)y * channels);
            else
                kernels.SumBytes(input.Row(y), rowSums, Input.Width, channels);
            AddTo(rowSums, sums, channels);
        }

        int zero = Input.Height * Input.Width * Input.Quantization!.ZeroPoint;
        for (int channel = 0; channel < channels; channel++)
            target[channel] = requantization is null ? (byte)sums[channel] : requantization.Apply(sums[channel] - zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTo(int* source, int* target, int count)
    {
        int i = 0;
        for (; i + Vector<int>.Count <= count; i += Vector<int>.Count)
            (Vector.Load(source + i) + Vector.Load(target + i)).Store(target + i);
        for (; i < count; i++)
            target[i] += source[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Largest(byte* row, int* largest)
    {
        for (int x = 0; x < Input.Width; x++, row += Input.Stride)
        {
            for (int channel = 0; channel < Input.Stride; channel++)
                largest[channel] = Math.Max(largest[channel], row[channel]);
        }
    }
}
