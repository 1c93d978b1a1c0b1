using System.Text.Json;

namespace DsCnn.Json;

/// <summary>How a record is written as a JSON object and read back: one table of members for both directions.</summary>
/// <param name="prototype">Provides the members that a text omits.</param>
internal sealed class ObjectCodec<T>(T prototype)
    where T : class
{
    private readonly List<Member> _members = [];

    internal ObjectCodec<T> Int(string name, Func<T, int> get, Func<T, int, T> set, bool required = false) =>
        Add(name, (value, place, target) => set(target, JsonElements.Int(value, place)), (writer, source) => writer.WriteNumberValue(get(source)), required);

    internal ObjectCodec<T> IntOrNull(string name, Func<T, int?> get, Func<T, int?, T> set, bool nullAllowed = true) =>
        Add(
            name,
            (value, place, target) => set(target, nullAllowed && IsNull(value) ? null : JsonElements.Int(value, place)),
            (writer, source) =>
            {
                if (get(source) is { } number)
                    writer.WriteNumberValue(number);
                else
                    writer.WriteNullValue();
            });

    /// <summary>A number that most texts omit: null is read as absent, and an absent number is not written.</summary>
    internal ObjectCodec<T> OptionalInt(string name, Func<T, int?> get, Func<T, int?, T> set) =>
        Add(
            name,
            (value, place, target) => set(target, IsNull(value) ? null : JsonElements.Int(value, place)),
            (writer, source) => writer.WriteNumberValue(get(source)!.Value),
            isWritten: source => get(source) is not null);

    internal ObjectCodec<T> Double(string name, Func<T, double> get, Func<T, double, T> set, bool required = false) =>
        Add(name, (value, place, target) => set(target, JsonElements.Double(value, place)), (writer, source) => writer.WriteNumberValue(get(source)), required);

    internal ObjectCodec<T> Bool(string name, Func<T, bool> get, Func<T, bool, T> set) =>
        Add(name, (value, place, target) => set(target, JsonElements.Bool(value, place)), (writer, source) => writer.WriteBooleanValue(get(source)));

    internal ObjectCodec<T> Text(string name, Func<T, string> get, Func<T, string, T> set, bool required = false) =>
        Add(name, (value, place, target) => set(target, JsonElements.Text(value, place)), (writer, source) => writer.WriteStringValue(get(source)), required);

    internal ObjectCodec<T> Enum<TEnum>(string name, Func<T, TEnum> get, Func<T, TEnum, T> set)
        where TEnum : struct, Enum =>
        Add(
            name,
            (value, place, target) => set(target, JsonElements.Enum<TEnum>(value, place)),
            (writer, source) => writer.WriteStringValue(Spelling.CamelCase(get(source))));

    /// <summary>A choice that most texts leave at its default: the default is not written.</summary>
    internal ObjectCodec<T> OptionalEnum<TEnum>(string name, Func<T, TEnum?> get, Func<T, TEnum, T> set)
        where TEnum : struct, Enum =>
        Add(
            name,
            (value, place, target) => set(target, JsonElements.Enum<TEnum>(value, place)),
            (writer, source) => writer.WriteStringValue(Spelling.CamelCase(get(source)!.Value)),
            isWritten: source => !Nullable.Equals(get(source), get(prototype)));

    internal ObjectCodec<T> Object<TPart>(string name, ObjectCodec<TPart> codec, Func<T, TPart> get, Func<T, TPart, T> set, bool required = false)
        where TPart : class =>
        Add(name, (value, place, target) => set(target, codec.Read(value, place)), (writer, source) => codec.Write(writer, get(source)), required);

    /// <summary>A part that may be absent: null means that there is no such part.</summary>
    internal ObjectCodec<T> ObjectOrNull<TPart>(string name, ObjectCodec<TPart> codec, Func<T, TPart?> get, Func<T, TPart?, T> set)
        where TPart : class =>
        Add(
            name,
            (value, place, target) => set(target, IsNull(value) ? null : codec.Read(value, place)),
            (writer, source) =>
            {
                if (get(source) is { } part)
                    codec.Write(writer, part);
                else
                    writer.WriteNullValue();
            });

    internal ObjectCodec<T> Add(
        string name, Func<JsonElement, string, T, T> read, Action<Utf8JsonWriter, T> write, bool required = false, Func<T, bool>? isWritten = null)
    {
        _members.Add(new Member(name, required, read, write, isWritten ?? (_ => true)));
        return this;
    }

    internal T Read(JsonElement value, string place) => Read(value, place, out _);

    /// <param name="value">The JSON object.</param>
    /// <param name="place">Its place, for messages.</param>
    /// <param name="given">The members that the text contains.</param>
    internal T Read(JsonElement value, string place, out IReadOnlySet<string> given)
    {
        var names = new HashSet<string>();
        T target = prototype;
        foreach (JsonProperty property in JsonElements.Object(value, place))
        {
            string memberPlace = $"{place}.{ErrorText.Quote(property.Name)}";
            Member member = _members.Find(m => m.Name == property.Name)
                ?? throw new SpecFormatException(memberPlace, $"unknown member. Known here: {string.Join(", ", _members.Select(m => m.Name))}.");
            if (!names.Add(property.Name))
                throw new SpecFormatException(memberPlace, "the member occurs here twice. Keep one.");
            target = ReadMember(member, property.Value, memberPlace, target);
        }

        if (_members.Find(m => m.Required && !names.Contains(m.Name)) is { } missing)
            throw new SpecFormatException($"{place}.{missing.Name}", "the member is missing and has no default.");
        given = names;
        return target;
    }

    internal void Write(Utf8JsonWriter writer, T source)
    {
        writer.WriteStartObject();
        foreach (Member member in _members.Where(m => m.IsWritten(source)))
        {
            writer.WritePropertyName(member.Name);
            member.Write(writer, source);
        }

        writer.WriteEndObject();
    }

    private static bool IsNull(JsonElement value) => value.ValueKind == JsonValueKind.Null;

    private static T ReadMember(Member member, JsonElement value, string place, T target)
    {
        try
        {
            return member.Read(value, place, target);
        }
        catch (InvalidSpecException invalid)
        {
            throw new SpecFormatException(place, invalid.Message, invalid);
        }
    }

    private sealed record Member(
        string Name, bool Required, Func<JsonElement, string, T, T> Read, Action<Utf8JsonWriter, T> Write, Func<T, bool> IsWritten);
}
