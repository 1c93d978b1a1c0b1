using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Tests;

/// <summary>The size of a map.</summary>
internal sealed record MapCase(int Images, int Channels, int Height, int Width)
{
    internal int Pixels => Images * Height * Width;

    /// <summary>Two threads are tried where the map is worth dividing.</summary>
    internal int[] Threads => Pixels * Channels >= 2 * 16384 ? [1, 2] : [1];
}

/// <summary>Maps with the channels innermost, and what they hold as numbers N x H x W x C.</summary>
internal static class MapCases
{
    internal static int[] Channels { get; } = [1, 3, 8, 15, 16, 17, 24, 40, 48, 100];

    internal static (int Height, int Width)[] Sizes { get; } = [(1, 1), (2, 3), (7, 7), (13, 9)];

    internal static int[] Batches { get; } = [1, 2, 5];

    /// <summary>Every size with every number of channels that fills a lane, and every batch size with each of them in turn.</summary>
    internal static IEnumerable<MapCase> All(int leastChannels = 1) =>
        from channels in Channels
        where channels >= leastChannels
        from size in Sizes.Index()
        from batch in Batches
        select new MapCase(batch, channels, size.Item.Height, size.Item.Width);

    internal static Tensor Random(MapCase size, ScalarType type, int seed, double mean = 0, double deviation = 1)
    {
        using DisposeScope scope = NewDisposeScope();
        var random = new Random(seed);
        double[] numbers = new double[size.Pixels * size.Channels];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = mean + (deviation * (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.5) * 2);
        return tensor(numbers, [size.Images, size.Height, size.Width, size.Channels]).to(type).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    internal static Tensor Empty(MapCase size, ScalarType type) => MapView.NewMap(size.Images, size.Channels, size.Height, size.Width, type);

    internal static float[] RandomNumbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
    }

    /// <summary>N x H x W x C.</summary>
    internal static double[] Numbers(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        return map.to(ScalarType.Float64).permute(0, 2, 3, 1).contiguous().data<double>().ToArray();
    }

    /// <summary>Demands that the largest difference is within a share of the largest expected number, or of 1 where that is smaller.</summary>
    internal static void RequireClose(IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance, string what)
    {
        actual.Count.Should().Be(expected.Count, what);
        double scale = 1, worst = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            double difference = Math.Abs(actual[i] - expected[i]);
            worst = difference <= worst ? worst : difference;
        }

        if (!(worst <= tolerance * scale))
            Assert.Fail($"{what}: the largest difference is {worst}, and {tolerance * scale} is allowed.");
    }

    internal static double[] Widen(float[] numbers) => [.. numbers.Select(number => (double)number)];

    internal static void WithThreads(int threads, Action action)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            action();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
