using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DsCnn.Json;

/// <summary>Reads and writes whole JSON texts.</summary>
internal static class JsonText
{
    internal static string Write(Action<Utf8JsonWriter> write, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Parses a text and turns any error into a <see cref="SpecFormatException"/> that names the place.</summary>
    internal static T Read<T>(string json, string root, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (JsonException broken)
        {
            throw new SpecFormatException(root, $"expected JSON. {broken.Message}", broken);
        }
        catch (InvalidSpecException invalid)
        {
            throw new SpecFormatException(invalid.Place ?? root, invalid.Reason, invalid);
        }
        catch (Exception broken) when (broken is ArgumentException or InvalidOperationException)
        {
            // System.Text.Json's exceptions for half a surrogate pair, literal or escaped.
            throw new SpecFormatException(root, "expected JSON in valid Unicode. It holds half a surrogate pair.", broken);
        }
    }
}
