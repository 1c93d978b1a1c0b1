using System.Numerics;

namespace DsCnn.Tflite;

/// <summary>Operators that sum products: convolutions and fully connected layers.</summary>
internal static class ReferenceSums
{
    internal static ReferenceTensor Run(FileOperator step, ReferenceTensor[] inputs, FileTensor output)
    {
        (ReferenceTensor input, ReferenceTensor weight, ReferenceTensor bias) = (inputs[0], inputs[1], inputs[2]);
        int filters = output.Shape[^1];
        (double low, double high) = ReferenceKernels.RangeOf(step.Options.Activation, output);
        if (!input.IsInteger)
        {
            float[] numbers = Sums(step, input.Floats, input.Shape, weight.Floats, weight.Shape, output.Shape);
            for (int i = 0; i < numbers.Length; i++)
                numbers[i] = (float)Math.Clamp(numbers[i] + bias.Floats[i % filters], low, high);
            return new ReferenceTensor(output) { Floats = numbers };
        }

        int[] sums = Sums(step, input.Centered, input.Shape, weight.Integers, weight.Shape, output.Shape);
        FixedPoint[] factors = [.. weight.Type.Quantization!.Scales.Select(scale => new FixedPoint((double)input.Scale * scale / output.Quantization!.Scales[0]))];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = (int)Math.Clamp(factors[i % filters].Apply(sums[i] + bias.Integers[i % filters]) + output.Quantization!.ZeroPoints[0], low, high);
        return new ReferenceTensor(output) { Integers = sums };
    }

    private static T[] Sums<T>(FileOperator step, T[] source, int[] from, T[] weights, int[] kernel, int[] to)
        where T : struct, INumber<T>
    {
        T[] sums = new T[to.Aggregate(1, (product, extent) => checked(product * extent))];
        switch (step.Kind)
        {
            case OperatorKind.FullyConnected:
                Convolve(new OperatorOptions(), source, [to[0], 1, 1, kernel[1]], weights, [kernel[0], 1, 1, kernel[1]], sums, [to[0], 1, 1, to[1]]);
                break;
            case OperatorKind.Conv2d:
                Convolve(step.Options, source, from, weights, kernel, sums, to);
                break;
            default:
                ConvolveDepthwise(step.Options, source, from, weights, kernel, sums, to);
                break;
        }

        return sums;
    }

    private static void Convolve<T>(OperatorOptions options, T[] source, int[] from, T[] weights, int[] kernel, T[] sums, int[] to)
        where T : struct, INumber<T>
    {
        int channels = from[3], filters = to[3];
        foreach ((int target, int first, int tap) in Taps(options, from, kernel, to))
        {
            for (int filter = 0; filter < filters; filter++)
            {
                ReadOnlySpan<T> pixel = source.AsSpan(first, channels), taps = weights.AsSpan(((filter * kernel[1] * kernel[2]) + tap) * channels, channels);
                sums[target + filter] += Dot(pixel, taps);
            }
        }
    }

    private static T Dot<T>(ReadOnlySpan<T> one, ReadOnlySpan<T> other)
        where T : struct, INumber<T>
    {
        Vector<T> several = default;
        int i = 0;
        for (; i <= one.Length - Vector<T>.Count; i += Vector<T>.Count)
            several += new Vector<T>(one[i..]) * new Vector<T>(other[i..]);
        T sum = Vector.Sum(several);
        for (; i < one.Length; i++)
            sum += one[i] * other[i];
        return sum;
    }

    private static void ConvolveDepthwise<T>(OperatorOptions options, T[] source, int[] from, T[] weights, int[] kernel, T[] sums, int[] to)
        where T : struct, INumber<T>
    {
        foreach ((int target, int first, int tap) in Taps(options, from, kernel, to))
        {
            for (int filter = 0; filter < to[3]; filter++)
                sums[target + filter] += source[first + (filter / options.DepthMultiplier)] * weights[(tap * to[3]) + filter];
        }
    }

    /// <summary>All positions of the kernel on the map: the index of the sums, the index of the pixel, and the tap over it. Taps outside the map see zeros and are skipped.</summary>
    private static IEnumerable<(int Target, int Source, int Tap)> Taps(OperatorOptions options, int[] from, int[] kernel, int[] to)
    {
        (int top, int left) = options.Padding == PaddingKind.Same ? (Before(from[1], kernel[1], to[1]), Before(from[2], kernel[2], to[2])) : (0, 0);
        for (int pixel = 0; pixel < to[0] * to[1] * to[2]; pixel++)
        {
            int image = pixel / (to[1] * to[2]), row = pixel / to[2] % to[1], column = pixel % to[2];
            for (int tap = 0; tap < kernel[1] * kernel[2]; tap++)
            {
                int y = (row * options.Stride) + (tap / kernel[2]) - top, x = (column * options.Stride) + (tap % kernel[2]) - left;
                if (y >= 0 && x >= 0 && y < from[1] && x < from[2])
                    yield return (pixel * to[3], ((((image * from[1]) + y) * from[2]) + x) * from[3], tap);
            }
        }

        int Before(int size, int taps, int wanted) => Math.Max(0, ((wanted - 1) * options.Stride) + taps - size) / 2;
    }
}
