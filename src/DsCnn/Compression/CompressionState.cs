using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DsCnn.Compression;

/// <summary>The state of a compression in progress.</summary>
internal sealed record CompressionState
{
    /// <summary>The number of planned steps that are done.</summary>
    internal required int Done { get; init; }

    /// <summary>The network in its current state.</summary>
    internal required ModelFile Model { get; init; }

    /// <summary>The network before the first channels were removed, or null if none were.</summary>
    internal required ModelSpec? BeforePruning { get; init; }

    /// <summary>The methods that cost more accuracy than allowed.</summary>
    internal ImmutableArray<CompressionMethod> GivenUp { get; init; } = [];

    /// <summary>The precision in which the steps are tuned, if it was measured at the beginning; else null.</summary>
    internal TrainingPrecision? Precision { get; init; }

    internal required CompressionReport Report { get; init; }
}

/// <summary>Reads and writes <see cref="StateRecord"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StateRecord))]
internal sealed partial class CompressionStateJson : JsonSerializerContext;
