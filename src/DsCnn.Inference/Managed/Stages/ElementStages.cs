using System.Runtime.CompilerServices;

namespace DsCnn.Inference;

/// <summary>A stage that computes each row of its output from the same row of its input, element by element.</summary>
internal abstract unsafe class ElementStage(Map input, Map output) : Stage(input, output)
{
    internal override (int First, int End) RowsFor(int first, int end) => (first, end);

    internal override void Run(RowView input, RowView output, Piece piece, in RunMemory memory)
    {
        for (int y = piece.First; y < piece.End; y++)
            Row(input.Row(y), output.Row(y), y, memory);
    }

    /// <summary>The number of elements in a row.</summary>
    private protected long Count => (long)Output.Width * Output.Stride;

    private protected abstract void Row(byte* source, byte* target, int y, in RunMemory memory);
}

/// <summary>An activation of floats.</summary>
internal sealed unsafe class ActivationStage(KernelSet kernels, ActivationOperation activation, Map input, Map output) : ElementStage(input, output)
{
    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory) =>
        kernels.Activate((float*)source, (float*)target, Count, activation.Kind, (float)activation.SwishBeta);
}

/// <summary>Any function of single bytes, as a table of 256 bytes, or of 256 numbers if the output is numbers.</summary>
internal sealed unsafe class TableStage(KernelSet kernels, ConstantBlock table, Map input, Map output) : ElementStage(input, output)
{
    internal override long ScratchBytes => Output.Format == MapFormat.Centered ? Count : 0;

    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory)
    {
        if (Output.Format == MapFormat.Float)
        {
            ByteKernels.Lookup(source, (float*)target, Count, (float*)table.Pointer);
            return;
        }

        byte* bytes = Output.Format == MapFormat.Centered ? memory.Scratch : target;
        Buffer.MemoryCopy(source, bytes, Count, Count);
        ByteKernels.Lookup(bytes, Count, (byte*)table.Pointer);
        if (Output.Format == MapFormat.Centered)
            kernels.FromBytes(bytes, (float*)target, Count, Output.Quantization!.ZeroPoint, scale: 1);
    }
}

/// <summary>Converts numbers to bytes.</summary>
internal sealed unsafe class QuantizeStage(Map input, Map output) : ElementStage(input, output)
{
    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory) =>
        ByteKernels.FromFloats((float*)source, target, Count, Output.Quantization!.Scale, Output.Quantization.ZeroPoint);
}

/// <summary>Converts bytes to numbers: dequantized, or only minus their zero point.</summary>
internal sealed unsafe class DequantizeStage(KernelSet kernels, Map input, Map output) : ElementStage(input, output)
{
    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory) => kernels.FromBytes(
        source, (float*)target, Count, Input.Quantization!.ZeroPoint, Output.Format == MapFormat.Centered ? 1 : Input.Quantization.Scale);
}

/// <summary>The gate of an SE module, if no convolution can apply it.</summary>
internal sealed unsafe class GateStage(KernelSet kernels, GateFactors gate, Map input, Map output) : ElementStage(input, output)
{
    internal override IEnumerable<Map> Others => [gate.Map];

    internal override long ScratchBytes => (long)Input.Stride * sizeof(short);

    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory)
    {
        byte* factors = memory.Arena + gate.Map.Offset;
        if (gate.IsBytes)
        {
            gate.Prepare(factors, (short*)memory.Scratch, Input.Stride);
            factors = memory.Scratch;
        }

        for (int x = 0; x < Input.Width; x++, source += Input.PixelBytes, target += Output.PixelBytes)
        {
            if (gate.IsBytes)
                ByteKernels.Gate(source, (short*)factors, target, Input.Stride, gate.Bytes);
            else
                kernels.Gate((float*)source, (float*)factors, (float*)target, Input.Stride);
        }
    }
}

/// <summary>A residual connection, if no convolution can add it.</summary>
internal sealed unsafe class AddStage(KernelSet kernels, Map input, Map other, ByteAddition addition, Map output) : ElementStage(input, output)
{
    internal override IEnumerable<Map> Others => [other];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory)
    {
        byte* second = memory.Whole(other).Row(y);
        if (Output.Format == MapFormat.Byte)
        {
            for (long i = 0; i < Count; i++)
                target[i] = addition.Apply(source[i], second[i]);
        }
        else
        {
            kernels.Add((float*)source, (float*)second, (float*)target, Count);
        }
    }
}

/// <summary>Converts logits to probabilities, in double precision without library functions, so that the results are the same everywhere.</summary>
internal sealed unsafe class HeadStage(Head kind, Map input, Map output) : ElementStage(input, output)
{
    internal override long ScratchBytes => (long)Output.Channels * sizeof(double);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Row(byte* source, byte* target, int y, in RunMemory memory)
    {
        float* logits = (float*)source;
        float* probabilities = (float*)target;
        int classes = Output.Channels;
        if (kind == Head.Sigmoid)
        {
            for (int i = 0; i < classes; i++)
                probabilities[i] = (float)ExactMath.Logistic(logits[i]);
            return;
        }

        double* powers = (double*)memory.Scratch;
        double largest = double.NegativeInfinity, sum = 0;
        for (int i = 0; i < classes; i++)
            largest = Math.Max(largest, logits[i]);
        for (int i = 0; i < classes; i++)
            powers[i] = ExactMath.Exp(logits[i] - largest);
        for (int i = 0; i < classes; i++)
            sum += powers[i];
        for (int i = 0; i < classes; i++)
            probabilities[i] = (float)(powers[i] / sum);
    }
}
