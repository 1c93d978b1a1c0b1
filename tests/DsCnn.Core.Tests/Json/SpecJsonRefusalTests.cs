namespace DsCnn.Tests;

public sealed class SpecJsonRefusalTests
{
    private const string Input = """ "input": { "channels": 8, "height": 14, "width": 14 } """;
    private const string Layers = """ "layers": [ { "type": "globalMaxPool" } ] """;
    private const string LayerTypes =
        "dsBlock, conv, maxPool, averagePool, globalAveragePool, globalMaxPool, dropout, fullyConnected, softmax, sigmoid";

    public static TheoryData<string, string> Texts => new()
    {
        // The model
        { $$"""{ {{Input}}, {{Layers}}, "layer": [] }""", "spec.layer: unknown member. Known here: version, name, input, batchNorm, layers." },
        { $$"""{ {{Input}}, {{Layers}}, "Version": 1 }""", "spec.Version: unknown member. Known here: version, name, input, batchNorm, layers." },
        { $$"""{ "version": 2, {{Input}}, {{Layers}} }""", "spec.version: expected version 1, the one this DsCnn reads. Received: 2." },
        { $$"""{ "version": "1", {{Input}}, {{Layers}} }""", "spec.version: expected a whole number. Received: \"1\"." },
        { $$"""{ "version": null, {{Input}}, {{Layers}} }""", "spec.version: expected a whole number. Received: null." },
        { $$"""{ "name": "", {{Input}}, {{Layers}} }""", "spec.name: Name must not be empty." },
        { $$"""{ "name": " ", {{Input}}, {{Layers}} }""", "spec.name: Name must not be empty." },
        { $$"""{ "name": 7, {{Input}}, {{Layers}} }""", "spec.name: expected a string. Received: 7." },
        { $$"""{ "name": null, {{Input}}, {{Layers}} }""", "spec.name: expected a string. Received: null." },
        { $$"""{ "name": "\ud800", {{Input}}, {{Layers}} }""", "spec: expected JSON in valid Unicode. It holds half a surrogate pair." },
        { $$"""{ "\udc00": 1, {{Input}}, {{Layers}} }""", "spec: expected JSON in valid Unicode. It holds half a surrogate pair." },
        { $$"""{ "name": "a", {{Input}}, {{Layers}}, "name": "b" }""", "spec.name: the member occurs here twice. Keep one." },
        { $$"""{ {{Input}}, {{Layers}}, {{Input}} }""", "spec.input: the member occurs here twice. Keep one." },
        { $$"""{ {{Layers}} }""", "spec.input: the member is missing and has no default." },
        { $$"""{ {{Input}} }""", "spec.layers: the member is missing and has no default." },
        { "{}", "spec.input: the member is missing and has no default." },
        { "[]", "spec: expected an object { ... }. Received: []." },
        { "null", "spec: expected an object { ... }. Received: null." },
        { "\"text\"", "spec: expected an object { ... }. Received: \"text\"." },
        { $$"""{ "input": null, {{Layers}} }""", "spec.input: expected an object { ... }. Received: null." },
        { $$"""{ "input": [1, 28, 28], {{Layers}} }""", "spec.input: expected an object { ... }. Received: [1, 28, 28]." },
        { $$"""{ "input": { "channels": 1, "height": 28 }, {{Layers}} }""", "spec.input.width: the member is missing and has no default." },
        {
            $$"""{ "input": { "channels": 0, "height": 28, "width": 28 }, {{Layers}} }""",
            "spec.input.channels: Channels must be a whole number from 1 to 1048576. Received: 0."
        },
        {
            $$"""{ {{Input}}, {{Layers}}, "batchNorm": { "epsilon": 1e999 } }""",
            "spec.batchNorm.epsilon: Epsilon must be a positive, finite number. Received: Infinity."
        },
        { $$"""{ {{Input}}, {{Layers}}, "batchNorm": false }""", "spec.batchNorm: expected an object { ... }. Received: false." },
        {
            $$"""{ {{Input}}, {{Layers}}, "batchNorm": { "momentum": 0 } }""",
            "spec.batchNorm.momentum: Momentum must be a number above 0 and at most 1. Received: 0."
        },
        { $$"""{ {{Input}}, "layers": [] }""", "layers: a model needs at least one layer. Received: none." },
        { $$"""{ {{Input}}, "layers": {} }""", "layers: expected an array [ ... ]. Received: {}." },
        { $$"""{ {{Input}}, "layers": null }""", "layers: expected an array [ ... ]. Received: null." },
        {
            $$"""{ {{Input}}, "layers": "{{new string('x', 150)}}" }""",
            $"layers: expected an array [ ... ]. Received: \"{new string('x', 63)} ... {new string('x', 30)}\"."
        },
    };

    public static TheoryData<string, string> LayerTexts => new()
    {
        // Which layer
        { "7", "layers[0]: expected an object { ... }. Received: 7." },
        { "null", "layers[0]: expected an object { ... }. Received: null." },
        { "{}", $"layers[0].type: the member is missing. Expected one of {LayerTypes}." },
        { """{ "type": 7 }""", "layers[0].type: expected a string. Received: 7." },
        { """{ "type": "DsBlock" }""", $"layers[0].type: expected one of {LayerTypes}. Received: \"DsBlock\"." },
        { """{ "type": "softmax", "type": "softmax" }""", "layers[0].type: the member occurs here twice. Keep one." },
        { """{ "type": "globalMaxPool" }, { "type": "flatten" }""", $"layers[1].type: expected one of {LayerTypes}. Received: \"flatten\"." },
        {
            """{ "type": "conv", "filters": 8, "padding": 1 }""",
            "layers[0].padding: unknown member. Known here: type, filters, kernel, stride, bias, batchNorm, activation."
        },
        { """{ "type": "globalMaxPool", "kernel": 2 }""", "layers[0].kernel: unknown member. Known here: type." },

        // Wrong types
        { """{ "type": "conv", "filters": "8" }""", "layers[0].filters: expected a whole number. Received: \"8\"." },
        { """{ "type": "conv", "filters": 3.5 }""", "layers[0].filters: expected a whole number. Received: 3.5." },
        { """{ "type": "conv", "filters": 3.0 }""", "layers[0].filters: expected a whole number. Received: 3.0." },
        { """{ "type": "conv", "filters": 3e0 }""", "layers[0].filters: expected a whole number. Received: 3e0." },
        { """{ "type": "conv", "filters": 3000000000 }""", "layers[0].filters: expected a whole number. Received: 3000000000." },
        { """{ "type": "conv", "filters": null }""", "layers[0].filters: expected a whole number. Received: null." },
        { """{ "type": "conv", "filters": true }""", "layers[0].filters: expected a whole number. Received: true." },
        { """{ "type": "conv", "filters": [8] }""", "layers[0].filters: expected a whole number. Received: [8]." },
        { """{ "type": "conv", "filters": 8, "bias": 1 }""", "layers[0].bias: expected true or false. Received: 1." },
        { """{ "type": "conv", "filters": 8, "bias": "true" }""", "layers[0].bias: expected true or false. Received: \"true\"." },
        { """{ "type": "conv", "filters": 8, "bias": null }""", "layers[0].bias: expected true or false. Received: null." },
        {
            """{ "type": "conv", "filters": 8, "activation": "gelu" }""",
            "layers[0].activation: expected one of \"none\", \"swish\", \"relu\", \"relu6\", \"hardSwish\", \"sigmoid\", \"hardSigmoid\". Received: \"gelu\"."
        },
        {
            """{ "type": "conv", "filters": 8, "activation": 1 }""",
            "layers[0].activation: expected one of \"none\", \"swish\", \"relu\", \"relu6\", \"hardSwish\", \"sigmoid\", \"hardSigmoid\". Received: 1."
        },
        { """{ "type": "dropout", "rate": "0.2" }""", "layers[0].rate: expected a number. Received: \"0.2\"." },
        { Block(""" "pointwise": 4 """), "layers[0].pointwise: expected an object { ... }. Received: 4." },
        { Block(""" "pointwise": { "rank": "4" } """), "layers[0].pointwise.rank: expected a whole number. Received: \"4\"." },
        { Block(""" "squeezeExcite": false """), "layers[0].squeezeExcite: expected an object { ... }. Received: false." },
        { Block(""" "squeezeExcite": { "filters": null } """), "layers[0].squeezeExcite.filters: expected a whole number. Received: null." },
        { Block(""" "squeezeExcite": { "ratio": 4 } """), "layers[0].squeezeExcite.ratio: unknown member. Known here: filters, activation, gate." },
        { Block(""" "squeezeExcite": { "gate": "relu" } """), "layers[0].squeezeExcite.gate: Gate must be Sigmoid or HardSigmoid. Received: Relu." },
        {
            Block(""" "conv2Activation": null """),
            "layers[0].conv2Activation: expected one of \"none\", \"swish\", \"relu\", \"relu6\", \"hardSwish\", \"sigmoid\", \"hardSigmoid\". Received: null."
        },

        // Missing
        { """{ "type": "conv" }""", "layers[0].filters: the member is missing and has no default." },
        { """{ "type": "dropout" }""", "layers[0].rate: the member is missing and has no default." },
        { """{ "type": "fullyConnected" }""", "layers[0].units: the member is missing and has no default." },
        { """{ "type": "dsBlock", "conv1Filters": 32 }""", "layers[0].outChannels: the member is missing and has no default." },
        {
            """{ "type": "dsBlock", "outChannels": 8 }""",
            "layers[0].conv1Filters: the member is missing. The first DS block needs it: a positive multiple of 2 (patent claim 2)."
        },

        // Impossible values
        { """{ "type": "conv", "filters": 8, "kernel": 4 }""", "layers[0].kernel: Kernel must be an odd number from 1 to 1023. Received: 4." },
        { """{ "type": "conv", "filters": 0 }""", "layers[0].filters: Filters must be a whole number from 1 to 1048576. Received: 0." },
        { """{ "type": "conv", "filters": -8 }""", "layers[0].filters: Filters must be a whole number from 1 to 1048576. Received: -8." },
        {
            """{ "type": "conv", "filters": 2147483647 }""",
            "layers[0].filters: Filters must be a whole number from 1 to 1048576. Received: 2147483647."
        },
        { """{ "type": "dropout", "rate": 1 }""", "layers[0].rate: Rate must be a number of at least 0 and below 1. Received: 1." },
        { """{ "type": "dropout", "rate": 1e999 }""", "layers[0].rate: Rate must be a number of at least 0 and below 1. Received: Infinity." },
        { Block(""" "swishBeta": -1e999 """), "layers[0].swishBeta: SwishBeta must be a positive, finite number. Received: -Infinity." },
        {
            Block(""" "pointwise": { "groups": 0 } """),
            "layers[0].pointwise.groups: Groups must be a whole number from 1 to 1048576. Received: 0."
        },
        {
            """{ "type": "dsBlock", "conv1Filters": null, "outChannels": 1048576 }, { "type": "dsBlock", "outChannels": 8 }""",
            "layers[1].conv1Filters: Conv1Filters must be a whole number from 1 to 1048576. Received: 6291456."
        },

        // Parts that do not fit
        { Block(""" "dropPath": 0.1 """), "layers[0] (dsBlock): DropPath needs Residual: a dropped block leaves only its input." },
        {
            Block(""" "residual": true, "stride": 2 """),
            "layers[0] (dsBlock): a residual connection needs output and input of one shape. Received: 8 x 14 x 14 in, 8 x 7 x 7 out. " +
            "Use strides of 1 and 8 output channels, or no residual."
        },
        {
            Block(""" "pointwise": { "groups": 5 } """),
            "layers[0] (dsBlock): pointwise with 5 groups needs input and output channels that 5 divides. Received: 32 and 32."
        },
        {
            """{ "type": "averagePool", "kernel": 15 }""",
            "layers[0] (averagePool): the map it gets is 14 x 14, smaller than its kernel 15 x 15. " +
            "Use a smaller kernel, fewer strides before it, or a larger input."
        },
        {
            """{ "type": "softmax" }""",
            "layers[0] (softmax): it needs a vector, but gets a map of 8 x 14 x 14. " +
            "Put a globalAveragePool or a fullyConnected layer before it."
        },
        {
            """{ "type": "globalMaxPool" }, { "type": "softmax" }, { "type": "softmax" }""",
            "layers[2]: softmax must be the last layer, but a softmax follows it."
        },
        {
            """{ "type": "fullyConnected", "units": 9 }, { "type": "dsBlock", "conv1Filters": 2, "outChannels": 2 }""",
            "layers[1] (dsBlock): needs a map C x H x W, but gets a vector of 9. Put it before the fully connected layers."
        },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_that_is_no_spec_is_refused(string json, string message) => ShouldBeRefused(json, message);

    [Theory]
    [MemberData(nameof(LayerTexts))]
    public void A_layer_that_cannot_be_is_refused(string layers, string message) =>
        ShouldBeRefused($$"""{ {{Input}}, "layers": [ {{layers}} ] }""", message);

    private static void ShouldBeRefused(string json, string message)
    {
        SpecFormatException exception =
            FluentActions.Invoking(() => ModelSpec.FromJson(json)).Should().ThrowExactly<SpecFormatException>().Which;

        exception.Message.Should().Be(message);
        message.Should().StartWith(exception.Place + ": ");
    }

    private static string Block(string member) => $$"""{ "type": "dsBlock", "conv1Filters": 32, "outChannels": 8, {{member}} }""";
}
