using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>Statistics, output and gradients against the formulas in double precision (Ioffe and Szegedy 2015, algorithm 1).</summary>
[NoTensorLeaks]
public sealed class BatchNormKernelTests
{
    private const double Epsilon = 1e-5;
    private const float Beta = 1.25f;

    private static BatchNormKernel Narrowest => BatchNormKernel<Lane1, Float32, Identity>.Instance;

    [LaneFact(16)]
    public void Sixteen_numbers_at_once() => Check<Lane512>();

    [LaneFact(8)]
    public void Eight_numbers_at_once() => Check<Lane256>();

    [LaneFact(1)]
    public void One_number_at_once() => Check<Lane1>();

    [Theory]
    [InlineData(1e4, 1)]
    [InlineData(-1e4, 1e-2)]
    [InlineData(0, 1e-12)]
    [InlineData(0, 1e12)]
    [InlineData(1e15, 1e15)]
    public void Statistics_keep_their_digits_far_from_zero(double mean, double deviation)
    {
        using Tensor map = MapCases.Random(new MapCase(4, 24, 9, 9), ScalarType.Float32, seed: 1, mean, deviation);
        RequireMoments(map);
    }

    [Fact]
    public void A_first_pixel_unlike_all_others_costs_no_digits()
    {
        using Tensor map = MapCases.Random(new MapCase(4, 24, 9, 9), ScalarType.Float32, seed: 1);
        using (Tensor first = map[TensorIndex.Single(0), TensorIndex.Colon, TensorIndex.Single(0), TensorIndex.Single(0)])
            first.fill_(3e3f).Dispose();
        RequireMoments(map, tolerance: 1e-6);

        using (Tensor rest = map[TensorIndex.Colon, TensorIndex.Slice(12)])
            rest.fill_(7f).Dispose();
        RequireMoments(map, tolerance: 1e-6);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_no_number_shows_in_its_own_channel_only(float value)
    {
        foreach (int pixel in new[] { 0, 5 })
        {
            using Tensor map = MapCases.Random(new MapCase(2, 24, 3, 3), ScalarType.Float32, seed: 1);
            using (Tensor one = map[TensorIndex.Single(0), TensorIndex.Single(3), TensorIndex.Single(pixel / 3), TensorIndex.Single(pixel % 3)])
                one.fill_(value).Dispose();
            float[] mean = new float[24], variance = new float[24];
            Narrowest.Measure(MapView.Of(map), mean, variance);
            float.IsFinite(mean[3]).Should().BeFalse();
            variance[3].Should().Be(float.NaN);
            variance.Where((_, c) => c != 3).Should().OnlyContain(v => float.IsFinite(v));
        }
    }

    private static BatchNormKernel KernelOf<TLane, TElement>(Activation activation)
        where TLane : struct, ILane<TLane>
        where TElement : unmanaged, IElement<TElement> =>
        activation == Activation.None ? BatchNormKernel<TLane, TElement, Identity>.Instance : BatchNormKernel<TLane, TElement, Swish>.Instance;

    private static void RequireMoments(Tensor map, double tolerance = 1e-5)
    {
        int channels = (int)map.shape[1];
        float[] mean = new float[channels], variance = new float[channels];
        Narrowest.Measure(MapView.Of(map), mean, variance);
        var truth = new BatchNormTruth(MapCases.Numbers(map), channels);
        for (int c = 0; c < channels; c++)
        {
            ((double)mean[c]).Should().BeApproximately(truth.Mean[c], tolerance * Math.Sqrt(truth.Variance[c] + (truth.Mean[c] * truth.Mean[c])));
            ((double)variance[c]).Should().BeApproximately(truth.Variance[c], tolerance * 10 * truth.Variance[c]);
        }
    }

    private static void Check<TLane>()
        where TLane : struct, ILane<TLane>
    {
        // A channel of a single value cannot be trained on: it is refused before kernels see it.
        foreach ((int i, MapCase size) in MapCases.All().Where(size => size.Pixels > 1).Index())
        {
            foreach (Activation activation in new[] { Activation.None, Activation.Swish })
            {
                foreach (int threads in size.Threads)
                {
                    MapCases.WithThreads(threads, () =>
                    {
                        CheckCase(KernelOf<TLane, Float32>(activation), size, ScalarType.Float32, i, tolerance: 1e-5);
                        CheckCase(KernelOf<TLane, BFloat16>(activation), size, ScalarType.BFloat16, i, tolerance: 1 / 128.0);
                    });
                }
            }
        }
    }

    private static void CheckCase(BatchNormKernel kernel, MapCase size, ScalarType type, int seed, double tolerance)
    {
        string what = $"{size}, {type}, {kernel.Activation}, {get_num_threads()} threads";
        using Tensor x = MapCases.Random(size, type, seed, mean: 0.5), dy = MapCases.Random(size, type, seed + 1);
        using Tensor y = MapCases.Empty(size, type), dx = MapCases.Empty(size, type);
        float[] weight = MapCases.RandomNumbers(size.Channels, seed + 2), bias = MapCases.RandomNumbers(size.Channels, seed + 3);
        var truth = new BatchNormTruth(MapCases.Numbers(x), size.Channels);

        using Tensor numbers = BatchNormPass.NewNumbers(size.Channels);
        var pass = new BatchNormPass(numbers, Beta);
        float[] variance = new float[size.Channels];
        kernel.Measure(MapView.Of(x), pass.Mean, variance);
        MapCases.RequireClose(MapCases.Widen(pass.Mean.ToArray()), truth.Mean, 1e-5, what);
        MapCases.RequireClose(MapCases.Widen(variance), truth.Variance, 1e-5, what);
        for (int c = 0; c < size.Channels; c++)
        {
            pass.InverseDeviation[c] = (float)(1 / Math.Sqrt(variance[c] + Epsilon));
            pass.Scale[c] = weight[c] * pass.InverseDeviation[c];
            pass.Shift[c] = bias[c] - (pass.Mean[c] * pass.Scale[c]);
        }

        kernel.Apply(MapView.Of(x), MapView.Of(y), pass.Scale, pass.Shift, Beta);
        MapCases.RequireClose(MapCases.Numbers(y), truth.Output(weight, bias, kernel.Activation, Epsilon, Beta), tolerance, what);

        float[] ofWeight = new float[size.Channels], ofBias = new float[size.Channels];
        kernel.Backward(MapView.Of(x), MapView.Of(dy), MapView.Of(dx), pass, ofWeight, ofBias);
        (double[] ofX, double[] w, double[] b) = truth.Gradients(MapCases.Numbers(dy), weight, bias, kernel.Activation, Epsilon, Beta);
        MapCases.RequireClose(MapCases.Widen(ofBias), b, 1e-5, what);
        MapCases.RequireClose(MapCases.Widen(ofWeight), w, 1e-5, what);

        // What little remains of nearly equal slopes is as uncertain as they are.
        MapCases.RequireClose(MapCases.Numbers(dx), ofX, tolerance * Math.Max(1, pass.Scale.ToArray().Max(Math.Abs)), what);

        kernel.Apply(MapView.Of(x), MapView.Of(x), pass.Scale, pass.Shift, Beta);
        MapCases.Numbers(x).Should().Equal(MapCases.Numbers(y), "in place it computes the same");
    }
}
