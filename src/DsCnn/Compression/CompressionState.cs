using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DsCnn.Compression;

/// <summary>How far a compression got.</summary>
internal sealed record CompressionState
{
    /// <summary>How many of the planned steps are done.</summary>
    internal required int Done { get; init; }

    /// <summary>The network as it is now.</summary>
    internal required ModelFile Model { get; init; }

    /// <summary>The network before the first channels went, or null where none did.</summary>
    internal required ModelSpec? BeforePruning { get; init; }

    /// <summary>The methods that cost more accuracy than is allowed.</summary>
    internal ImmutableArray<CompressionMethod> GivenUp { get; init; } = [];

    /// <summary>In which numbers the steps are tuned, where that was measured at the beginning; else null.</summary>
    internal TrainingPrecision? Precision { get; init; }

    internal required CompressionReport Report { get; init; }
}

/// <summary>Reads and writes <see cref="StateRecord"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StateRecord))]
internal sealed partial class CompressionStateJson : JsonSerializerContext;
