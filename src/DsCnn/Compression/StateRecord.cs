using System.Collections.Immutable;

namespace DsCnn.Compression;

/// <summary>What <c>state.json</c> holds.</summary>
internal sealed record StateRecord
{
    /// <summary>What the compression must have in common with one that goes on with it, by name.</summary>
    public required Dictionary<string, string> Fingerprint { get; init; }

    public required int Done { get; init; }

    public required string? BeforePruning { get; init; }

    public required ImmutableArray<CompressionMethod> GivenUp { get; init; }

    public TrainingPrecision? Precision { get; init; }

    public required string Report { get; init; }

    /// <summary>SHA-256 of the rest and of the network's file.</summary>
    public string Checksum { get; init; } = "";
}
