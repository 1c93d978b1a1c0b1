namespace DsCnn.Benchmarks;

/// <summary>One peer on one network.</summary>
internal sealed record PeerResult
{
    public required string Peer { get; init; }

    public required string Version { get; init; }

    public required long? Parameters { get; init; }

    /// <summary>From nothing to the first result, once the process is there.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>One number per round.</summary>
    public required IReadOnlyList<double> ImagesPerSecond { get; init; }

    /// <summary>Managed memory per step, the median of the rounds; null where there is none.</summary>
    public long? BytesPerStep { get; init; }

    internal static double Median(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
