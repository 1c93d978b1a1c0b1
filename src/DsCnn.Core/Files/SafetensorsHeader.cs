using System.Text.Json;

namespace DsCnn.Files;

/// <summary>Reads and checks a safetensors header before anything is allocated for the tensors it declares.</summary>
/// <remarks>The format: the header's length in 8 little-endian bytes, a JSON header, and the tensors' bytes without gaps.</remarks>
internal sealed class SafetensorsHeader
{
    internal const string MetadataMember = "__metadata__";

    private static readonly Dictionary<string, int> _elementBytes = new()
    {
        ["F64"] = 8,
        ["F32"] = 4,
        ["F16"] = 2,
        ["BF16"] = 2,
        ["I64"] = 8,
        ["I32"] = 4,
        ["I16"] = 2,
        ["I8"] = 1,
        ["U64"] = 8,
        ["U32"] = 4,
        ["U16"] = 2,
        ["U8"] = 1,
        ["BOOL"] = 1,
    };

    private readonly Dictionary<string, string> _metadata = [];
    private readonly Dictionary<string, SafetensorsEntry> _entries = [];

    private SafetensorsHeader()
    {
    }

    internal IReadOnlyDictionary<string, string> Metadata => _metadata;

    internal IReadOnlyDictionary<string, SafetensorsEntry> Entries => _entries;

    /// <summary>Parses a header.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">The number of bytes after it in the file.</param>
    internal static SafetensorsHeader Parse(ReadOnlyMemory<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader();
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            bool hasMetadata = false;
            foreach (JsonProperty property in JsonElements.Object(document.RootElement, "header"))
            {
                if (property.Name == MetadataMember)
                {
                    if (hasMetadata)
                        throw new InvalidDataException($"{MetadataMember} occurs in the header twice.");
                    hasMetadata = true;
                    header.ReadMetadata(property.Value);
                }
                else if (!header._entries.TryAdd(property.Name, ReadEntry(property.Name, property.Value)))
                    throw new InvalidDataException($"the tensor \"{property.Name}\" occurs in the header twice.");
            }
        }
        catch (Exception broken) when (broken is JsonException or SpecFormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"the header is not that of a safetensors file. {broken.Message}", broken);
        }

        header.RequireSeamless(dataLength);
        return header;
    }

    private static SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        string place = $"\"{name}\"";
        string? type = null;
        List<int>? shape = null;
        List<long>? offsets = null;
        var members = new HashSet<string>();
        foreach (JsonProperty property in JsonElements.Object(value, place))
        {
            string memberPlace = $"{place}.{property.Name}";
            if (!members.Add(property.Name))
                throw new InvalidDataException($"{memberPlace} occurs in the header twice.");
            switch (property.Name)
            {
                case "dtype":
                    type = JsonElements.Text(property.Value, memberPlace);
                    break;
                case "shape":
                    shape = [.. JsonElements.List(property.Value, memberPlace).Select(e => JsonElements.Int(e, memberPlace))];
                    break;
                case "data_offsets":
                    offsets = [.. JsonElements.List(property.Value, memberPlace).Select(e => JsonElements.Long(e, memberPlace))];
                    break;
                default:
                    throw new InvalidDataException($"{memberPlace} is not a member of a safetensors header.");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
            throw new InvalidDataException($"{place} needs dtype, shape and two data_offsets.");
        var entry = new SafetensorsEntry(name, type, shape, begin, end);
        RequireConsistent(entry);
        return entry;
    }

    private static void RequireConsistent(SafetensorsEntry entry)
    {
        if (!_elementBytes.TryGetValue(entry.DataType, out int elementBytes))
            throw new InvalidDataException($"\"{entry.Name}\" has the unknown dtype \"{entry.DataType}\".");

        long bytes = elementBytes;
        foreach (int extent in entry.Dimensions)
        {
            // Anything larger than the largest array is rejected below, so the product is capped before it can overflow.
            bytes = extent < 0 ? throw new InvalidDataException($"\"{entry.Name}\" has the negative extent {extent}.")
                : Math.Min(bytes * extent, (long)Array.MaxLength + 1);
        }

        if (bytes > Array.MaxLength)
            throw new InvalidDataException($"\"{entry.Name}\" of {entry.Shape} is larger than {Array.MaxLength} bytes.");
        if (entry.Begin < 0 || entry.End - entry.Begin != bytes)
        {
            throw new InvalidDataException(
                $"\"{entry.Name}\" of {entry.Shape} {entry.DataType} takes {bytes} bytes, but its data_offsets are {entry.Begin} and {entry.End}.");
        }
    }

    private void ReadMetadata(JsonElement value)
    {
        foreach (JsonProperty property in JsonElements.Object(value, MetadataMember))
        {
            if (!_metadata.TryAdd(property.Name, JsonElements.Text(property.Value, $"{MetadataMember}.{property.Name}")))
                throw new InvalidDataException($"\"{property.Name}\" occurs in {MetadataMember} twice.");
        }
    }

    private void RequireSeamless(long dataLength)
    {
        long expected = 0;
        foreach (SafetensorsEntry entry in _entries.Values.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != expected)
                throw new InvalidDataException($"\"{entry.Name}\" begins at byte {entry.Begin} of the data, but the tensor before it ends at {expected}.");
            expected = entry.End;
        }

        if (dataLength < expected)
            throw new InvalidDataException($"the file is cut short: its header declares {expected} bytes of tensors, but only {dataLength} follow.");
        if (dataLength > expected)
            throw new InvalidDataException($"the file has {dataLength - expected} bytes after its last tensor.");
    }
}

/// <summary>The description of one tensor in a safetensors header.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">Its element type in safetensors notation, such as <c>F32</c>.</param>
/// <param name="Dimensions">Its extents.</param>
/// <param name="Begin">The offset of its first byte, from the end of the header.</param>
/// <param name="End">The offset after its last byte.</param>
internal sealed record SafetensorsEntry(string Name, string DataType, IReadOnlyList<int> Dimensions, long Begin, long End)
{
    internal string Shape => Dimensions.Count == 0 ? "one number" : string.Join(" x ", Dimensions);
}
