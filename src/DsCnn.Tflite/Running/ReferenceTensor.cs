using System.Buffers.Binary;

namespace DsCnn.Tflite;

/// <summary>The numbers of a tensor during computation: floats, or integers if it consists of bytes or 32-bit integers.</summary>
internal sealed record ReferenceTensor(FileTensor Type)
{
    /// <summary>The floats; empty if it consists of integers.</summary>
    internal float[] Floats { get; init; } = [];

    /// <summary>The integers as stored.</summary>
    internal int[] Integers { get; init; } = [];

    internal bool IsInteger => Type.Type is TensorType.Int8 or TensorType.Int32;

    internal int[] Shape => Type.Shape;

    internal float Scale => Type.Quantization!.Scales[0];

    internal int ZeroPoint => (int)Type.Quantization!.ZeroPoints[0];

    /// <summary>The integers minus the zero point.</summary>
    internal int[] Centered => ZeroPoint == 0 ? Integers : [.. Integers.Select(number => number - ZeroPoint)];

    /// <summary>A constant.</summary>
    internal static ReferenceTensor Of(FileTensor tensor)
    {
        byte[] data = tensor.Data!;
        return tensor.Type switch
        {
            TensorType.Float32 => new(tensor) { Floats = [.. Each(sizeof(float)).Select(at => BinaryPrimitives.ReadSingleLittleEndian(data.AsSpan(at)))] },
            TensorType.Float16 => new(tensor) { Floats = [.. Each(2).Select(at => (float)BinaryPrimitives.ReadHalfLittleEndian(data.AsSpan(at)))] },
            TensorType.Int32 => new(tensor) { Integers = [.. Each(sizeof(int)).Select(at => BinaryPrimitives.ReadInt32LittleEndian(data.AsSpan(at)))] },
            _ => new(tensor) { Integers = [.. data.Select(number => (int)(sbyte)number)] },
        };

        IEnumerable<int> Each(int width) => Enumerable.Range(0, data.Length / width).Select(i => i * width);
    }

    /// <summary>Creates a tensor from floats, quantized if it consists of bytes: rounded to nearest, halves away from zero.</summary>
    internal static ReferenceTensor FromFloats(FileTensor tensor, ReadOnlySpan<float> values)
    {
        if (tensor.Type != TensorType.Int8)
            return new ReferenceTensor(tensor) { Floats = values.ToArray() };
        int[] integers = new int[values.Length];
        (float scale, long zeroPoint) = (tensor.Quantization!.Scales[0], tensor.Quantization.ZeroPoints[0]);
        for (int i = 0; i < integers.Length; i++)
            integers[i] = Byte(Math.Round(values[i] / scale, MidpointRounding.AwayFromZero) + zeroPoint);
        return new ReferenceTensor(tensor) { Integers = integers };
    }

    internal static int Byte(double number) => (int)Math.Clamp(number, sbyte.MinValue, sbyte.MaxValue);

    internal float[] ToFloats() => IsInteger ? [.. Integers.Select(number => Scale * (number - ZeroPoint))] : Floats;
}
