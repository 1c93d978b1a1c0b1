using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace DsCnn.Cli;

/// <summary>A command line in a file: a JSON object with the name of the command, its options and its arguments.</summary>
internal static class CommandFile
{
    internal const string Name = "run.json";

    private const int LargestFile = 1 << 20;
    private const int Depth = 3;
    private const string Tool = "tool";
    private const string CommandKey = "command";
    private const string OptionsKey = "options";
    private const string ArgumentsKey = "arguments";

    /// <summary>Options that must be given each time, or that do not affect what is done.</summary>
    private static readonly HashSet<string> _notKept = ["--json", "--resume", "--overwrite"];

    /// <summary>
    /// The words that a file adds to a command line; options that are already on the command line are left out. All errors in the file are reported, one per line.
    /// </summary>
    /// <exception cref="UsageException">The file is not JSON.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is too large, or the path is not a file.</exception>
    internal static (IReadOnlyList<string> Options, IReadOnlyList<string> Arguments, IReadOnlyList<string> Wrong) Read(string path, ParseResult parsed)
    {
        try
        {
            var reading = new JsonDocumentOptions { MaxDepth = Depth, AllowDuplicateProperties = false };
            using var document = JsonDocument.Parse(InputFile.ReadText(path, LargestFile), reading);
            return Read(path, document.RootElement, parsed);
        }
        catch (JsonException broken)
        {
            throw new UsageException($"{path}: expected JSON. {broken.Message}");
        }
    }

    /// <summary>The value of an option in a file, as JSON, or null if it is absent or the file cannot be read.</summary>
    internal static string? Option(string path, Option option)
    {
        try
        {
            using var document = JsonDocument.Parse(InputFile.ReadText(path, LargestFile), new JsonDocumentOptions { MaxDepth = Depth });
            return document.RootElement.TryGetProperty(OptionsKey, out JsonElement options) && options.TryGetProperty(option.Name[2..], out JsonElement value) ? value.GetRawText() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The value of an option on a command line, in the form that a file would have.</summary>
    internal static string? Option(ParseResult parsed, Option option) => parsed.GetResult(option) is not { Implicit: false } given ? null
        : option.ValueType == typeof(bool) ? (given.GetValueOrDefault<bool>() ? "true" : "false")
        : given.Tokens[^1].Value;

    /// <summary>Saves a command line with full paths, so that it has the same meaning from any folder.</summary>
    internal static void Write(string path, ParseResult parsed) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JsonOutput.Encoder });
        writer.WriteStartObject();
        writer.WriteString(Tool, ToolVersion.Text);
        writer.WriteString(CommandKey, parsed.CommandResult.Command.Name);
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).ToList() is { Count: > 0 } arguments)
        {
            writer.WriteStartArray(ArgumentsKey);
            foreach (Token token in arguments)
                writer.WriteStringValue(FullPath(token.Value));
            writer.WriteEndArray();
        }

        writer.WriteStartObject(OptionsKey);
        foreach (OptionResult option in parsed.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit && !_notKept.Contains(option.Option.Name)))
            Write(writer, option);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static (IReadOnlyList<string> Options, IReadOnlyList<string> Arguments, IReadOnlyList<string> Wrong) Read(string path, JsonElement root, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        List<string> options = [];
        List<string> arguments = [];
        List<string> wrong = [];
        foreach (JsonProperty member in Members(path, "the file", root))
            Note(() => Read(member));
        bool hasArguments = parsed.CommandResult.Children.OfType<ArgumentResult>().Any(argument => argument.Tokens.Count > 0);
        return (options, hasArguments ? [] : arguments, wrong);

        void Read(JsonProperty member)
        {
            switch (member.Name)
            {
                case Tool:
                    _ = Text(path, Tool, member.Value);
                    break;
                case CommandKey when Text(path, CommandKey, member.Value) is var name && name != command.Name:
                    throw Wrong(path, CommandKey, command.Name, name);
                case CommandKey:
                    break;
                case OptionsKey:
                    foreach (JsonProperty option in Members(path, OptionsKey, member.Value))
                        Note(() => options.AddRange(Words(path, option, command, parsed)));
                    break;
                case ArgumentsKey:
                    arguments.AddRange(Texts(path, ArgumentsKey, member.Value));
                    break;
                default:
                    throw new UsageException($"{path}: {member.Name}: expected {Tool}, {CommandKey}, {ArgumentsKey} or {OptionsKey}.");
            }
        }

        void Note(Action read)
        {
            try
            {
                read();
            }
            catch (UsageException refused)
            {
                wrong.Add(refused.Message);
            }
        }
    }

    private static IEnumerable<string> Words(string path, JsonProperty member, Command command, ParseResult parsed)
    {
        string place = $"{OptionsKey}.{member.Name}";
        Option option = command.Options.FirstOrDefault(option => option.Name == "--" + member.Name)
            ?? throw new UsageException(
                $"{path}: {place}: dscnn {command.Name} has no such option.{Suggestion.For(member.Name, command.Options.Select(option => option.Name[2..]))}");
        IReadOnlyList<string> values = Values(path, place, option, member.Value);
        if (option.ValueType != typeof(bool) && values.FirstOrDefault(value => value.StartsWith("--", StringComparison.Ordinal)) is { } other)
            throw Wrong(path, place, "a value, not another option", ErrorText.Quote(other));
        bool isOverridden = ((ToolCommand)command).ExclusiveWith(option).Any(other => parsed.GetResult(other) is { Implicit: false });
        return isOverridden ? [] : option.ValueType == typeof(bool) ? values : values.Select(value => $"{option.Name}={value}");
    }

    private static IReadOnlyList<string> Values(string path, string place, Option option, JsonElement value)
    {
        Type type = option.ValueType;
        if (type == typeof(bool))
        {
            return value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? value.GetBoolean() ? [option.Name] : []
                : throw Wrong(path, place, "true or false", value);
        }

        if (type.IsArray && value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray().Select((element, index) => Value(path, $"{place}[{index}]", type.GetElementType()!, element))];
        return [Value(path, place, type.IsArray ? type.GetElementType()! : type, value)];
    }

    private static string Value(string path, string place, Type type, JsonElement value)
    {
        if (IsNumber(type))
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.String => throw new UsageException($"{path}: {place}: expected a number, without quotes. {NumberText.Received<double>(ErrorText.Quote(Text(path, place, value)))}"),
                _ => throw Wrong(path, place, "a number", value),
            };
        }

        return type == typeof(Limit) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text(path, place, value);
    }

    private static bool IsNumber(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type).GetInterfaces().Any(@interface => @interface.IsGenericType && @interface.GetGenericTypeDefinition() == typeof(INumber<>));

    private static JsonElement.ObjectEnumerator Members(string path, string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw Wrong(path, place, "an object", element);

    private static IEnumerable<string> Texts(string path, string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.Array
            ? element.EnumerateArray().Select((text, index) => Text(path, $"{place}[{index}]", text))
            : throw Wrong(path, place, "a list of strings", element);

    private static string Text(string path, string place, JsonElement element)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text ? text : throw Wrong(path, place, "a non-empty string", element);
        }
        catch (InvalidOperationException)
        {
            throw new UsageException($"{path}: {place}: expected a string of valid Unicode. It contains half a surrogate pair.");
        }
    }

    private static UsageException Wrong(string path, string place, string expected, JsonElement received) =>
        Wrong(path, place, expected, ErrorText.Quote(received.GetRawText()));

    private static UsageException Wrong(string path, string place, string expected, string received) =>
        new($"{path}: {place}: expected {expected}. Received: {received}.");

    private static void Write(Utf8JsonWriter writer, OptionResult option)
    {
        string name = option.Option.Name[2..];
        Type type = option.Option.ValueType;
        if (type == typeof(bool))
        {
            writer.WriteBoolean(name, option.GetValueOrDefault<bool>());
            return;
        }

        writer.WritePropertyName(name);
        if (type.IsArray)
            writer.WriteStartArray();
        foreach (Token token in option.Tokens)
            Write(writer, option.Option, type.IsArray ? type.GetElementType()! : type, token.Value);
        if (type.IsArray)
            writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, Option option, Type type, string text)
    {
        if (IsNumber(type) && NumberText.TryParse(text, out double number))
            writer.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
        else
            writer.WriteStringValue(option.HelpName is "FILE" or "DIR" ? Path.GetFullPath(text) : option.HelpName == "DATA" ? FullPath(text) : text);
    }

    /// <summary>Names that are not paths, such as fashion-mnist or the name of a preset, are kept; an output file does not have to exist yet.</summary>
    private static string FullPath(string text) => Path.Exists(text) || text.AsSpan().ContainsAny('.', '/', '\\') ? Path.GetFullPath(text) : text;
}
