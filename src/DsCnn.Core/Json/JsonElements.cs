using System.Text.Json;

namespace DsCnn.Json;

/// <summary>Reads single JSON values and rejects those of the wrong type, naming the place.</summary>
internal static class JsonElements
{
    internal static int Int(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Unexpected(value, place, "a whole number");

    internal static long Long(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : throw Unexpected(value, place, "a whole number");

    internal static double Double(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number)
            ? number
            : throw Unexpected(value, place, "a number");

    internal static float Single(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out float number)
            ? number
            : throw Unexpected(value, place, "a number");

    internal static bool Bool(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected(value, place, "true or false"),
    };

    internal static string Text(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unexpected(value, place, "a string");

    internal static TEnum Enum<TEnum>(JsonElement value, string place)
        where TEnum : struct, Enum
    {
        TEnum[] values = System.Enum.GetValues<TEnum>();
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        int index = System.Array.FindIndex(values, v => Spelling.CamelCase(v) == text);
        return index >= 0
            ? values[index]
            : throw Unexpected(value, place, "one of " + string.Join(", ", values.Select(v => $"\"{Spelling.CamelCase(v)}\"")));
    }

    internal static JsonElement.ObjectEnumerator Object(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Unexpected(value, place, "an object { ... }");

    internal static JsonElement.ArrayEnumerator List(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw Unexpected(value, place, "an array [ ... ]");

    private static SpecFormatException Unexpected(JsonElement value, string place, string expected)
    {
        return new SpecFormatException(place, $"expected {expected}. Received: {ErrorText.Quote(value.GetRawText())}.");
    }
}
