using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>The convolution and its gradients against their sums in double precision.</summary>
[NoTensorLeaks]
public sealed class DepthwiseKernelTests
{
    [LaneFact(16)]
    public void Sixteen_numbers_at_once() => Check<Lane512>();

    [LaneFact(8)]
    public void Eight_numbers_at_once() => Check<Lane256>();

    [LaneFact(1)]
    public void One_number_at_once() => Check<Lane1>();

    /// <summary>Every kernel and stride on every size; channel counts and batch sizes take turns.</summary>
    private static void Check<TLane>()
        where TLane : struct, ILane<TLane>
    {
        int[] channels = [.. MapCases.Channels.Where(c => c >= TLane.Width)];
        int turn = 0;
        foreach (int kernel in new[] { 1, 3, 5, 7 })
        {
            foreach (int stride in new[] { 1, 2, 3 })
            {
                foreach ((int height, int width) in MapCases.Sizes)
                {
                    for (int i = 0; i < 3; i++, turn++)
                    {
                        var size = new MapCase(MapCases.Batches[(turn + (turn / 3)) % 3], channels[turn % channels.Length], height, width);
                        CheckCase(DepthwiseKernel<TLane, Float32>.Instance, size, kernel, stride, ScalarType.Float32, 1e-5);
                        CheckCase(DepthwiseKernel<TLane, BFloat16>.Instance, size, kernel, stride, ScalarType.BFloat16, 1 / 256.0);
                    }
                }
            }
        }

        CheckCase(DepthwiseKernel<TLane, Float32>.Instance, new MapCase(5, 100, 13, 9), 5, 2, ScalarType.Float32, 1e-5);
    }

    private static void CheckCase(DepthwiseKernel kernels, MapCase size, int kernel, int stride, ScalarType type, double tolerance)
    {
        string what = $"{size}, kernel {kernel}, stride {stride}, {type}";
        MapCase target = size with { Height = ((size.Height - 1) / stride) + 1, Width = ((size.Width - 1) / stride) + 1 };
        float[] weights = MapCases.RandomNumbers(size.Channels * kernel * kernel, kernel);
        using Tensor x = MapCases.Random(size, type, seed: 3), dy = MapCases.Random(target, type, seed: 4);
        using Tensor y = MapCases.Empty(target, type), dx = MapCases.Empty(size, type);
        (double[] expectedY, double[] expectedDx, double[] expectedDw) = Truth(MapCases.Numbers(x), MapCases.Numbers(dy), weights, size, target, kernel, stride);

        double[][]? alone = null;
        foreach (int threads in size.Threads)
        {
            MapCases.WithThreads(threads, () =>
            {
                float[] ofWeights = new float[weights.Length];
                kernels.Forward(MapView.Of(x), MapView.Of(y), weights, kernel, stride);
                kernels.BackwardInput(MapView.Of(dx), MapView.Of(dy), weights, kernel, stride);
                kernels.BackwardWeights(MapView.Of(x), MapView.Of(dy), ofWeights, kernel, stride);
                double[][] results = [MapCases.Numbers(y), MapCases.Numbers(dx)];
                MapCases.RequireClose(results[0], expectedY, tolerance, what);
                MapCases.RequireClose(results[1], expectedDx, tolerance, what);
                MapCases.RequireClose(MapCases.Widen(ofWeights), expectedDw, 1e-5, what);
                alone ??= results;
                for (int i = 0; i < results.Length; i++)
                    results[i].AsSpan().SequenceEqual(alone[i]).Should().BeTrue("threads change no bit");
            });
        }
    }

    private static (double[] Y, double[] Dx, double[] Dw) Truth(
        double[] x, double[] dy, float[] weights, MapCase source, MapCase target, int kernel, int stride)
    {
        int channels = source.Channels, pad = kernel / 2;
        double[] y = new double[dy.Length], dx = new double[x.Length], dw = new double[weights.Length];
        for (int pixel = 0; pixel < target.Pixels; pixel++)
        {
            int image = pixel / (target.Height * target.Width);
            int top = (pixel / target.Width % target.Height * stride) - pad, left = (pixel % target.Width * stride) - pad;
            for (int tap = 0; tap < kernel * kernel; tap++)
            {
                int row = top + (tap / kernel), column = left + (tap % kernel);
                if (row < 0 || row >= source.Height || column < 0 || column >= source.Width)
                    continue;
                int from = ((((image * source.Height) + row) * source.Width) + column) * channels, to = pixel * channels;
                for (int c = 0; c < channels; c++)
                {
                    int weight = (c * kernel * kernel) + tap;
                    y[to + c] += x[from + c] * weights[weight];
                    dx[from + c] += dy[to + c] * weights[weight];
                    dw[weight] += dy[to + c] * x[from + c];
                }
            }
        }

        return (y, dx, dw);
    }
}
