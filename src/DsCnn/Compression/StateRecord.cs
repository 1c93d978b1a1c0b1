using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>The content of <c>state.json</c>.</summary>
internal sealed record StateRecord
{
    /// <summary>The properties that the compression must share with one that resumes it, by name.</summary>
    public required Dictionary<string, string> Fingerprint { get; init; }

    public required int Done { get; init; }

    public required string? BeforePruning { get; init; }

    public required ImmutableArray<CompressionMethod> GivenUp { get; init; }

    public TrainingPrecision? Precision { get; init; }

    public required string Report { get; init; }

    /// <summary>SHA-256 of the rest and of the network's file.</summary>
    public string Checksum { get; init; } = "";
}
