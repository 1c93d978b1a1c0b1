using System.Text.Json;

namespace DsCnn.Specs;

/// <summary>The JSON form of every layer kind: one row per member.</summary>
internal static class LayerCodec
{
    private const string TypeMember = "type";
    private const string Conv1FiltersMember = "conv1Filters";

    private static readonly ObjectCodec<PointwiseSpec> _pointwise = new ObjectCodec<PointwiseSpec>(new())
        .IntOrNull("rank", p => p.Rank, (p, v) => p with { Rank = v })
        .Int("groups", p => p.Groups, (p, v) => p with { Groups = v });

    private static readonly ObjectCodec<SqueezeExciteSpec> _squeezeExcite = new ObjectCodec<SqueezeExciteSpec>(new())
        .IntOrNull("filters", s => s.Filters, (s, v) => s with { Filters = v }, nullAllowed: false)
        .OptionalEnum<Activation>("activation", s => s.Activation, (s, v) => s with { Activation = v })
        .OptionalEnum<Activation>("gate", s => s.Gate, (s, v) => s with { Gate = v });

    private static readonly Kind[] _kinds =
    [
        Describe(new DsBlockSpec { Conv1Filters = null, OutChannels = 1 }, codec => codec
            .IntOrNull(Conv1FiltersMember, b => b.Conv1Filters, (b, v) => b with { Conv1Filters = v })
            .Int("conv1Kernel", b => b.Conv1Kernel, (b, v) => b with { Conv1Kernel = v })
            .Int("conv1Stride", b => b.Conv1Stride, (b, v) => b with { Conv1Stride = v })
            .OptionalInt("conv1Rank", b => b.Conv1Rank, (b, v) => b with { Conv1Rank = v })
            .Int("kernel", b => b.Kernel, (b, v) => b with { Kernel = v })
            .Int("stride", b => b.Stride, (b, v) => b with { Stride = v })
            .Int("outChannels", b => b.OutChannels, (b, v) => b with { OutChannels = v }, required: true)
            .OptionalInt("conv2Rank", b => b.Conv2Rank, (b, v) => b with { Conv2Rank = v })
            .OptionalEnum<Activation>("conv2Activation", b => b.Conv2Activation, (b, v) => b with { Conv2Activation = v })
            .ObjectOrNull("pointwise", _pointwise, b => b.Pointwise, (b, v) => b with { Pointwise = v })
            .ObjectOrNull("squeezeExcite", _squeezeExcite, b => b.SqueezeExcite, (b, v) => b with { SqueezeExcite = v })
            .Enum("activation", b => b.Activation, (b, v) => b with { Activation = v })
            .Double("swishBeta", b => b.SwishBeta, (b, v) => b with { SwishBeta = v })
            .Bool("residual", b => b.Residual, (b, v) => b with { Residual = v })
            .Double("dropPath", b => b.DropPath, (b, v) => b with { DropPath = v })),
        Describe(new ConvSpec { Filters = 1 }, codec => codec
            .Int("filters", c => c.Filters, (c, v) => c with { Filters = v }, required: true)
            .Int("kernel", c => c.Kernel, (c, v) => c with { Kernel = v })
            .Int("stride", c => c.Stride, (c, v) => c with { Stride = v })
            .Bool("bias", c => c.Bias, (c, v) => c with { Bias = v })
            .Bool("batchNorm", c => c.BatchNorm, (c, v) => c with { BatchNorm = v })
            .Enum("activation", c => c.Activation, (c, v) => c with { Activation = v })),
        Describe(new MaxPoolSpec(), DescribePool),
        Describe(new AveragePoolSpec(), DescribePool),
        Describe(new GlobalAveragePoolSpec(), codec => codec),
        Describe(new GlobalMaxPoolSpec(), codec => codec),
        Describe(new DropoutSpec { Rate = 0 }, codec => codec
            .Double("rate", d => d.Rate, (d, v) => d with { Rate = v }, required: true)),
        Describe(new FullyConnectedSpec { Units = 1 }, codec => codec
            .Int("units", f => f.Units, (f, v) => f with { Units = v }, required: true)
            .Enum("activation", f => f.Activation, (f, v) => f with { Activation = v })),
        Describe(new SoftmaxSpec(), codec => codec),
        Describe(new SigmoidSpec(), codec => codec),
    ];

    internal static IEnumerable<string> Types => _kinds.Select(k => k.Type);

    internal static void Write(Utf8JsonWriter writer, LayerSpec layer) =>
        _kinds.First(k => k.Type == layer.Type).Write(writer, layer);

    internal static List<LayerSpec> ReadAll(JsonElement array, string place)
    {
        var layers = new List<LayerSpec>();
        DsBlockSpec? previousBlock = null;
        foreach (JsonElement element in JsonElements.List(array, place))
        {
            string layerPlace = $"{place}[{layers.Count}]";
            if (layers.Count == ModelSpec.MaxLayers)
                throw new SpecFormatException(layerPlace, $"a model has at most {ModelSpec.MaxLayers} layers.");
            LayerSpec layer = FindKind(element, layerPlace).Read(element, layerPlace, out IReadOnlySet<string> given);
            if (layer is DsBlockSpec block)
            {
                previousBlock = given.Contains(Conv1FiltersMember) ? block : WithDefaultFilters(block, previousBlock, layerPlace);
                layer = previousBlock;
            }

            layers.Add(layer);
        }

        return layers;
    }

    private static DsBlockSpec WithDefaultFilters(DsBlockSpec block, DsBlockSpec? previous, string place)
    {
        if (previous is null)
        {
            throw new SpecFormatException(
                $"{place}.{Conv1FiltersMember}", "the member is missing. The first DS block needs it: a positive multiple of 2 (patent claim 2).");
        }

        try
        {
            return block with { Conv1Filters = DsBlockSpec.Expansion * previous.OutChannels };
        }
        catch (InvalidSpecException invalid)
        {
            throw new SpecFormatException($"{place}.{Conv1FiltersMember}", invalid.Message, invalid);
        }
    }

    private static Kind FindKind(JsonElement element, string place)
    {
        string? type = null;
        foreach (JsonProperty property in JsonElements.Object(element, place))
        {
            if (property.NameEquals(TypeMember))
                type = JsonElements.Text(property.Value, $"{place}.{TypeMember}");
        }

        string known = string.Join(", ", Types);
        if (type is null)
            throw new SpecFormatException($"{place}.{TypeMember}", $"the member is missing. Expected one of {known}.");
        return Array.Find(_kinds, k => k.Type == type)
            ?? throw new SpecFormatException($"{place}.{TypeMember}", $"expected one of {known}. Received: \"{type}\".");
    }

    private static ObjectCodec<T> DescribePool<T>(ObjectCodec<T> codec)
        where T : PoolSpec =>
        codec
            .Int("kernel", p => p.Kernel, (p, v) => (T)(p with { Kernel = v }))
            .Int("stride", p => p.Stride, (p, v) => (T)(p with { Stride = v }));

    private static Kind Describe<T>(T prototype, Func<ObjectCodec<T>, ObjectCodec<T>> describe)
        where T : LayerSpec
    {
        ObjectCodec<T> codec = describe(new ObjectCodec<T>(prototype).Add(
            TypeMember, (_, _, target) => target, (writer, source) => writer.WriteStringValue(source.Type)));
        return new Kind(
            prototype.Type,
            (JsonElement element, string place, out IReadOnlySet<string> given) => codec.Read(element, place, out given),
            (writer, layer) => codec.Write(writer, (T)layer));
    }

    private delegate LayerSpec ReadLayer(JsonElement element, string place, out IReadOnlySet<string> given);

    private sealed record Kind(string Type, ReadLayer Read, Action<Utf8JsonWriter, LayerSpec> Write);
}
