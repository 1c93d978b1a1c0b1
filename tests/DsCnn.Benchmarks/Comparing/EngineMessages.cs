using System.Text.Json;

namespace DsCnn.Benchmarks;

/// <summary>What an engine says when it is ready.</summary>
internal sealed record EngineReady
{
    public required string Version { get; init; }

    public required long? Parameters { get; init; }

    /// <summary>From nothing to the first result, once the process is there.</summary>
    public required double StartSeconds { get; init; }
}

/// <summary>What a round of steps took.</summary>
internal sealed record EngineRound
{
    public required int Steps { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Managed memory per step, or null where there is none.</summary>
    public long? BytesPerStep { get; init; }
}

/// <summary>Engines talk in lines of JSON: the network comes first, then a line with seconds for every round that is wanted.</summary>
internal static class EngineMessages
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web);

    internal static string Write<T>(T message) => JsonSerializer.Serialize(message, _options);

    internal static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, _options)!;
}
