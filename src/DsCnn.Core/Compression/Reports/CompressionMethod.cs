using System.Text.Json.Serialization;

namespace DsCnn.Compression;

/// <summary>A way to make a network smaller.</summary>
public enum CompressionMethod
{
    /// <summary>Replaces matrices by products of two smaller ones.</summary>
    [JsonStringEnumMemberName("lowRank")]
    LowRank,

    /// <summary>Removes channels.</summary>
    [JsonStringEnumMemberName("pruning")]
    Pruning,

    /// <summary>Makes weights share a few values.</summary>
    [JsonStringEnumMemberName("sharing")]
    Sharing,

    /// <summary>Stores weights and maps as bytes.</summary>
    [JsonStringEnumMemberName("quantization")]
    Quantization,
}
