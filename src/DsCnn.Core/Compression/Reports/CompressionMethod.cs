using System.Text.Json.Serialization;

namespace DsCnn.Compression;

/// <summary>A way to make a network smaller.</summary>
public enum CompressionMethod
{
    /// <summary>Matrices become products of two smaller ones.</summary>
    [JsonStringEnumMemberName("lowRank")]
    LowRank,

    /// <summary>Channels are taken out.</summary>
    [JsonStringEnumMemberName("pruning")]
    Pruning,

    /// <summary>Weights share few values.</summary>
    [JsonStringEnumMemberName("sharing")]
    Sharing,

    /// <summary>Weights and maps become bytes.</summary>
    [JsonStringEnumMemberName("quantization")]
    Quantization,
}
