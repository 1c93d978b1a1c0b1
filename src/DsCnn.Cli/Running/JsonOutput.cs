using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DsCnn.Cli;

/// <summary>Writes one JSON object to standard output, for other programs.</summary>
internal static class JsonOutput
{
    private static readonly JsonSerializerOptions _options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = Encoder };

    /// <summary>People read it too, so letters of any language are not escaped.</summary>
    internal static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    internal static void Write(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, _options));

    /// <summary>Writes an object with one additional member, if there is one.</summary>
    internal static void Write(object value, string name, object? member)
    {
        JsonObject all = JsonSerializer.SerializeToNode(value, _options)!.AsObject();
        if (member is not null)
            all[name] = JsonSerializer.SerializeToNode(member, _options);
        Write(all);
    }

    internal static Option<bool> CreateOption() => new("--json") { Description = "Print one JSON object on standard output, and nothing else" };
}
