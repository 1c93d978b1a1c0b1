namespace DsCnn.Tflite;

/// <summary>A simple loop for each operator.</summary>
internal static class ReferenceKernels
{
    /// <summary>The number of bits by which the operands of an addition are widened before they are brought to the same scale.</summary>
    private const int AddShift = 20;

    internal static ReferenceTensor Run(FileOperator step, ReferenceTensor[] inputs, FileTensor output) => step.Kind switch
    {
        OperatorKind.Conv2d or OperatorKind.DepthwiseConv2d or OperatorKind.FullyConnected => ReferenceSums.Run(step, inputs, output),
        OperatorKind.AveragePool2d or OperatorKind.MaxPool2d => Pool(step, inputs[0], output),
        OperatorKind.Add => Add(step, inputs[0], inputs[1], output),
        OperatorKind.Mul => Multiply(inputs[0], inputs[1], output),
        OperatorKind.Logistic => ReferenceTensor.FromFloats(output, [.. inputs[0].ToFloats().Select(x => (float)(1 / (1 + Math.Exp(-x))))]),
        OperatorKind.Softmax => Softmax(inputs[0], output),
        OperatorKind.Pad => Pad(inputs[0], inputs[1].Integers, output),
        OperatorKind.Reshape => inputs[0] with { Type = output },
        OperatorKind.Quantize or OperatorKind.Dequantize => ReferenceTensor.FromFloats(output, inputs[0].ToFloats()),
        _ => throw new InvalidDataException($"There is no operator {step.Kind} in files of this library."),
    };

    /// <summary>The range of a byte or number after a ReLU.</summary>
    internal static (double Low, double High) RangeOf(FusedActivation activation, FileTensor output)
    {
        (double low, double high) = activation switch
        {
            FusedActivation.Relu => (0, double.PositiveInfinity),
            FusedActivation.Relu6 => (0, 6),
            _ => (double.NegativeInfinity, double.PositiveInfinity),
        };
        if (output.Quantization is not { } quantization)
            return (low, high);
        return (Math.Max(sbyte.MinValue, Steps(low)), Math.Min(sbyte.MaxValue, Steps(high)));

        double Steps(double number) => double.IsInfinity(number) ? number : quantization.ZeroPoints[0] + Math.Round(number / quantization.Scales[0], MidpointRounding.AwayFromZero);
    }

    private static ReferenceTensor Add(FileOperator step, ReferenceTensor one, ReferenceTensor other, FileTensor output)
    {
        (double low, double high) = RangeOf(step.Options.Activation, output);
        if (!one.IsInteger)
            return new ReferenceTensor(output) { Floats = Broadcast(one.Floats, one.Shape, other.Floats, other.Shape, (x, y) => (float)Math.Clamp(x + y, low, high)) };
        double widest = 2.0 * Math.Max(one.Scale, other.Scale);
        FixedPoint first = new(one.Scale / widest), second = new(other.Scale / widest);
        var last = new FixedPoint(widest / ((1 << AddShift) * (double)output.Quantization!.Scales[0]));
        int zeroPoint = (int)output.Quantization.ZeroPoints[0];
        return new ReferenceTensor(output)
        {
            Integers = Broadcast(one.Centered, one.Shape, other.Centered, other.Shape, (x, y) =>
                (int)Math.Clamp(last.Apply(first.Apply(x << AddShift) + second.Apply(y << AddShift)) + zeroPoint, low, high)),
        };
    }

    private static ReferenceTensor Multiply(ReferenceTensor one, ReferenceTensor other, FileTensor output)
    {
        if (!one.IsInteger)
            return new ReferenceTensor(output) { Floats = Broadcast(one.Floats, one.Shape, other.Floats, other.Shape, (x, y) => x * y) };
        var factor = new FixedPoint((double)one.Scale * other.Scale / output.Quantization!.Scales[0]);
        int zeroPoint = (int)output.Quantization.ZeroPoints[0];
        return new ReferenceTensor(output)
        {
            Integers = Broadcast(one.Centered, one.Shape, other.Centered, other.Shape, (x, y) => ReferenceTensor.Byte(factor.Apply(x * y) + zeroPoint)),
        };
    }

    /// <summary>The second operand is as large as the first, or a single number, or one number per channel of each image.</summary>
    private static T[] Broadcast<T>(T[] one, int[] shape, T[] other, int[] otherShape, Func<T, T, T> combine)
    {
        int channels = shape[^1], perImage = one.Length / shape[0];
        Func<int, int> place =
            other.Length == one.Length ? i => i
            : other.Length == 1 ? _ => 0
            : other.Length == shape[0] * channels && otherShape[^1] == channels ? i => (i / perImage * channels) + (i % channels)
            : throw new InvalidDataException($"Cannot combine {string.Join(" x ", shape)} and {string.Join(" x ", otherShape)}.");
        T[] combined = new T[one.Length];
        for (int i = 0; i < one.Length; i++)
            combined[i] = combine(one[i], other[place(i)]);
        return combined;
    }

    private static ReferenceTensor Softmax(ReferenceTensor input, FileTensor output)
    {
        float[] logits = input.ToFloats();
        int classes = input.Shape[^1];
        return ReferenceTensor.FromFloats(output, [.. logits.Chunk(classes).SelectMany(One)]);

        static IEnumerable<float> One(float[] image)
        {
            double largest = image.Max(), sum = image.Sum(logit => Math.Exp(logit - largest));
            return image.Select(logit => (float)(Math.Exp(logit - largest) / sum));
        }
    }

    private static ReferenceTensor Pad(ReferenceTensor input, int[] paddings, FileTensor output)
    {
        (int[] from, int[] to) = (input.Shape, output.Shape);
        return input.IsInteger
            ? new ReferenceTensor(output) { Integers = Place(input.Integers, (int)output.Quantization!.ZeroPoints[0]) }
            : new ReferenceTensor(output) { Floats = Place(input.Floats, 0) };

        T[] Place<T>(T[] source, T zero)
        {
            T[] target = new T[TfliteReference.Elements(output)];
            Array.Fill(target, zero);
            int row = from[2] * from[3];
            for (int y = 0; y < from[0] * from[1]; y++)
            {
                int at = (((((y / from[1] * to[1]) + (y % from[1]) + paddings[2]) * to[2]) + paddings[4]) * to[3]) + paddings[6];
                source.AsSpan(y * row, row).CopyTo(target.AsSpan(at));
            }

            return target;
        }
    }

    private static ReferenceTensor Pool(FileOperator step, ReferenceTensor input, FileTensor output)
    {
        (int[] from, int[] to, OperatorOptions window) = (input.Shape, output.Shape, step.Options);
        bool isAverage = step.Kind == OperatorKind.AveragePool2d;
        int count = window.FilterHeight * window.FilterWidth;
        float[] floats = new float[input.IsInteger ? 0 : TfliteReference.Elements(output)];
        int[] integers = new int[input.IsInteger ? TfliteReference.Elements(output) : 0];
        int at = 0;
        for (int image = 0; image < to[0]; image++)
        {
            for (int y = 0; y < to[1]; y++)
            {
                for (int x = 0; x < to[2]; x++)
                {
                    for (int channel = 0; channel < to[3]; channel++, at++)
                    {
                        int first = (((((image * from[1]) + (y * window.Stride)) * from[2]) + (x * window.Stride)) * from[3]) + channel;
                        if (input.IsInteger)
                            integers[at] = Whole(Window(input.Integers, first));
                        else
                            floats[at] = isAverage ? (float)(Window(input.Floats, first).Sum(number => (double)number) / count) : Window(input.Floats, first).Max();
                    }
                }
            }
        }

        return new ReferenceTensor(output) { Floats = floats, Integers = integers };

        IEnumerable<T> Window<T>(T[] source, int first)
        {
            for (int v = 0; v < window.FilterHeight; v++)
            {
                for (int u = 0; u < window.FilterWidth; u++)
                    yield return source[first + (((v * from[2]) + u) * from[3])];
            }
        }

        int Whole(IEnumerable<int> numbers)
        {
            if (!isAverage)
                return numbers.Max();
            int sum = numbers.Sum();
            return sum > 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;
        }
    }
}
