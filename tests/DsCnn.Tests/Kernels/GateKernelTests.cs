using DsCnn.TestKit;
using static TorchSharp.torch;

namespace DsCnn.Tests;

[NoTensorLeaks]
public sealed class GateKernelTests
{
    [LaneFact(16)]
    public void Sixteen_numbers_at_once() => Check<Lane512>();

    [LaneFact(8)]
    public void Eight_numbers_at_once() => Check<Lane256>();

    [LaneFact(1)]
    public void One_number_at_once() => Check<Lane1>();

    private static void Check<TLane>()
        where TLane : struct, ILane<TLane>
    {
        foreach (MapCase size in MapCases.All(leastChannels: TLane.Width))
        {
            foreach (int threads in size.Threads)
            {
                MapCases.WithThreads(threads, () =>
                {
                    CheckCase(GateKernel<TLane, Float32>.Instance, size, ScalarType.Float32, 1e-6);
                    CheckCase(GateKernel<TLane, BFloat16>.Instance, size, ScalarType.BFloat16, 1 / 256.0);
                });
            }
        }
    }

    private static void CheckCase(GateKernel kernel, MapCase size, ScalarType type, double tolerance)
    {
        string what = $"{size}, {type}";
        using Tensor map = MapCases.Random(size, type, seed: 1), factor = MapCases.Random(size, type, seed: 2), output = MapCases.Empty(size, type);
        double[] x = MapCases.Numbers(map), f = MapCases.Numbers(factor);
        int gates = size.Images * size.Channels, pixels = size.Height * size.Width;
        float[] sums = MapCases.RandomNumbers(gates, seed: 3), factors = MapCases.RandomNumbers(gates, seed: 4), addends = MapCases.RandomNumbers(gates, seed: 5);

        kernel.Sum(MapView.Of(map), null, 1f / pixels, sums);
        MapCases.RequireClose(MapCases.Widen(sums), Sums(x, x.Select(_ => 1.0 / pixels)), 1e-6, what);
        kernel.Sum(MapView.Of(map), MapView.Of(factor), 2, sums);
        MapCases.RequireClose(MapCases.Widen(sums), Sums(x, f.Select(value => 2 * value)), 1e-5, what);

        kernel.Scale(MapView.Of(map), MapView.Of(output), factors, []);
        MapCases.RequireClose(MapCases.Numbers(output), [.. x.Select((value, i) => value * factors[Gate(i)])], tolerance, what);
        kernel.Scale(MapView.Of(map), MapView.Of(output), factors, addends);
        MapCases.RequireClose(MapCases.Numbers(output), [.. x.Select((value, i) => (value * factors[Gate(i)]) + addends[Gate(i)])], tolerance, what);

        int Gate(int i) => (i / (pixels * size.Channels) * size.Channels) + (i % size.Channels);

        double[] Sums(double[] values, IEnumerable<double> weights)
        {
            double[] totals = new double[gates];
            foreach ((int i, double weight) in weights.Index())
                totals[Gate(i)] += values[i] * weight;
            return totals;
        }
    }
}
