using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DsCnn.Cli;

/// <summary>Writes one JSON object to the standard output, for other programs to read.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = Encoder };

    /// <summary>People read it too: letters of any language are themselves.</summary>
    internal static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    internal static void Write(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, _options));

    /// <summary>Writes an object with one more member, where there is that.</summary>
    internal static void Write(object value, string name, object? member)
    {
        JsonObject all = JsonSerializer.SerializeToNode(value, _options)!.AsObject();
        if (member is not null)
            all[name] = JsonSerializer.SerializeToNode(member, _options);
        Write(all);
    }

    internal static Option<bool> CreateOption() => new("--json") { Description = "Print one JSON object on standard output, and nothing else" };
}
