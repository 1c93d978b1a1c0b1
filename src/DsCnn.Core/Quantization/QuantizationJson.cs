using System.Collections.Immutable;
using System.Text.Json;

namespace DsCnn.Quantization;

/// <summary>The JSON form of a <see cref="QuantizationSpec"/>.</summary>
internal static class QuantizationJson
{
    private const string Root = "quantization";

    private static readonly ObjectCodec<ActivationQuantization> _activation =
        new ObjectCodec<ActivationQuantization>(new() { Name = "none", Scale = 1, ZeroPoint = 0 })
            .Text("name", a => a.Name, (a, v) => a with { Name = v }, required: true)
            .Add(
                "scale",
                (value, place, a) => a with { Scale = JsonElements.Single(value, place) },
                (writer, a) => writer.WriteNumberValue(a.Scale),
                required: true)
            .Int("zeroPoint", a => a.ZeroPoint, (a, v) => a with { ZeroPoint = v }, required: true);

    private static readonly ObjectCodec<WeightQuantization> _weight =
        new ObjectCodec<WeightQuantization>(new() { Name = "none", Scales = [1] })
            .Text("name", w => w.Name, (w, v) => w with { Name = v }, required: true)
            .Add(
                "scales",
                (value, place, w) => w with { Scales = List(value, place, JsonElements.Single) },
                (writer, w) => WriteList(writer, w.Scales, writer.WriteNumberValue),
                required: true);

    private static readonly ObjectCodec<Draft> _spec = new ObjectCodec<Draft>(new())
        .Int("version", d => d.Version, (d, v) => d with { Version = v })
        .Add(
            "activations",
            (value, _, d) => d with { Activations = List(value, "activations", _activation.Read) },
            (writer, d) => WriteList(writer, d.Activations, a => _activation.Write(writer, a)),
            required: true)
        .Add(
            "weights",
            (value, _, d) => d with { Weights = List(value, "weights", _weight.Read) },
            (writer, d) => WriteList(writer, d.Weights, w => _weight.Write(writer, w)),
            required: true)
        .Add(
            "logits",
            (value, place, d) => d with { Logits = _activation.Read(value, place) },
            (writer, d) => _activation.Write(writer, d.Logits!),
            isWritten: d => d.Logits is not null);

    internal static QuantizationSpec Read(string json) =>
        JsonText.Read(json, Root, root =>
        {
            Draft draft = _spec.Read(root, Root);
            return new QuantizationSpec { Activations = draft.Activations, Weights = draft.Weights, Logits = draft.Logits };
        });

    internal static string Write(QuantizationSpec spec) =>
        JsonText.Write(writer => _spec.Write(writer, new Draft { Activations = spec.Activations, Weights = spec.Weights, Logits = spec.Logits }));

    private static ImmutableArray<T> List<T>(JsonElement value, string place, Func<JsonElement, string, T> read) =>
        [.. JsonElements.List(value, place).Select((element, i) => read(element, $"{place}[{i}]"))];

    private static void WriteList<T>(Utf8JsonWriter writer, ImmutableArray<T> items, Action<T> write)
    {
        writer.WriteStartArray();
        foreach (T item in items)
            write(item);
        writer.WriteEndArray();
    }

    /// <summary>The members, before checking whether they fit together.</summary>
    private sealed record Draft
    {
        internal int Version
        {
            get;
            init => field = value == QuantizationSpec.Version
                ? value
                : throw new InvalidSpecException(
                    $"expected version {QuantizationSpec.Version}, the one this DsCnn reads. Received: {value}.", nameof(Version));
        } = QuantizationSpec.Version;

        internal ImmutableArray<ActivationQuantization> Activations { get; init; } = [];

        internal ImmutableArray<WeightQuantization> Weights { get; init; } = [];

        internal ActivationQuantization? Logits { get; init; }
    }
}
