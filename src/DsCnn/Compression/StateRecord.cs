using System.Collections.Immutable;

namespace DsCnn;

/// <summary>What <c>state.json</c> holds.</summary>
internal sealed record StateRecord
{
    public required string Fingerprint { get; init; }

    public required int Done { get; init; }

    public required string? BeforePruning { get; init; }

    public required ImmutableArray<CompressionMethod> GivenUp { get; init; }

    public required string Report { get; init; }
}
