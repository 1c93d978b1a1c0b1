using System.Text.Json.Serialization;

namespace DsCnn;

/// <summary>Reads and writes <see cref="StateRecord"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(StateRecord))]
internal sealed partial class CompressionStateJson : JsonSerializerContext;
