using System.Text.Json.Serialization;

namespace DsCnn;

/// <summary>Reads and writes <see cref="CompressionReport"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = false, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CompressionReport))]
internal sealed partial class CompressionJson : JsonSerializerContext;
