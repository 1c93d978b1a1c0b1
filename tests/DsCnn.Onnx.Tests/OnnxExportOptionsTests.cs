namespace DsCnn.Tests;

public sealed class OnnxExportOptionsTests
{
    public static TheoryData<string, Func<object>, string> Refusals => new()
    {
        { "no images", () => new OnnxExportOptions { BatchSize = 0 }, "BatchSize must be positive. Received: 0." },
        { "an old opset", () => new OnnxExportOptions { Opset = 12 }, "Opset must be at least 13 and at most 22. Received: 12." },
        { "a new opset", () => new OnnxExportOptions { Opset = 23 }, "Opset must be at least 13 and at most 22. Received: 23." },
        { "an output", () => new OnnxExportOptions { Output = (OnnxOutput)7 }, "Output must be one of Probabilities, Logits. Received: 7." },
        {
            "a weight's name", () => new OnnxExportOptions { InputName = "layers.0.conv" },
            "InputName must not begin with layers. or constants., as the values inside the network do. Received: layers.0.conv."
        },
        {
            "a constant's name", () => new OnnxExportOptions { OutputName = "constants.0" },
            "OutputName must not begin with layers. or constants., as the values inside the network do. Received: constants.0."
        },
        { "no batches", () => new OnnxVerificationOptions { Batches = 0 }, "Batches must be positive. Received: 0." },
        { "empty batches", () => new OnnxVerificationOptions { BatchSize = -1 }, "BatchSize must be positive. Received: -1." },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void An_impossible_value_is_refused(string what, Func<object> make, string message) =>
        make.Should().Throw<ArgumentException>(what).Which.Message.Should().StartWith(message);

    [Fact]
    public void A_name_must_not_be_empty() =>
        ((Action)(() => _ = new OnnxExportOptions { InputName = " " })).Should().Throw<ArgumentException>().WithParameterName("InputName");
}
