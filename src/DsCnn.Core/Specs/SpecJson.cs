namespace DsCnn.Specs;

/// <summary>The JSON form of a <see cref="ModelSpec"/>.</summary>
internal static class SpecJson
{
    private const string Root = "spec";

    private static readonly ObjectCodec<InputSpec> _input = new ObjectCodec<InputSpec>(new(1, 1, 1))
        .Int("channels", i => i.Channels, (i, v) => i with { Channels = v }, required: true)
        .Int("height", i => i.Height, (i, v) => i with { Height = v }, required: true)
        .Int("width", i => i.Width, (i, v) => i with { Width = v }, required: true);

    private static readonly ObjectCodec<BatchNormSpec> _batchNorm = new ObjectCodec<BatchNormSpec>(new())
        .Double("epsilon", b => b.Epsilon, (b, v) => b with { Epsilon = v })
        .Double("momentum", b => b.Momentum, (b, v) => b with { Momentum = v });

    private static readonly ObjectCodec<Draft> _model = new ObjectCodec<Draft>(new())
        .Int("version", d => d.Version, (d, v) => d with { Version = v })
        .Text("name", d => d.Name, (d, v) => d with { Name = Check.Text(v, "Name") })
        .Object("input", _input, d => d.Input!, (d, v) => d with { Input = v }, required: true)
        .ObjectOrNull("batchNorm", _batchNorm, d => d.BatchNorm, (d, v) => d with { BatchNorm = v })
        .Add(
            "layers",
            (value, place, draft) => draft with { Layers = LayerCodec.ReadAll(value, "layers") },
            (writer, draft) =>
            {
                writer.WriteStartArray();
                foreach (LayerSpec layer in draft.Layers)
                    LayerCodec.Write(writer, layer);
                writer.WriteEndArray();
            },
            required: true);

    internal static ModelSpec Read(string json) =>
        JsonText.Read(json, Root, root =>
        {
            Draft draft = _model.Read(root, Root);
            return new ModelSpec(draft.Input!, draft.Layers) { Name = draft.Name, BatchNorm = draft.BatchNorm };
        });

    internal static string Write(ModelSpec spec, bool indented) =>
        JsonText.Write(
            writer => _model.Write(
                writer, new Draft { Name = spec.Name, Input = spec.Input, BatchNorm = spec.BatchNorm, Layers = spec.Layers }),
            indented);

    /// <summary>The members of a spec, before checking whether they fit together.</summary>
    private sealed record Draft
    {
        internal int Version
        {
            get;
            init => field = value == ModelSpec.Version
                ? value
                : throw new InvalidSpecException(
                    $"expected version {ModelSpec.Version}, the one this DsCnn reads. Received: {value}.", nameof(Version));
        } = ModelSpec.Version;

        internal string Name { get; init; } = "model";

        internal InputSpec? Input { get; init; }

        internal BatchNormSpec? BatchNorm { get; init; } = new();

        internal IReadOnlyList<LayerSpec> Layers { get; init; } = [];
    }
}
