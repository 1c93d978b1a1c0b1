using System.Text.Json.Nodes;
using FsCheck.Xunit;

namespace DsCnn.Tests;

public sealed class SpecJsonWriteTests
{
    [Fact]
    public void Every_member_of_the_documented_example_is_written() =>
        JsonNode.DeepEquals(JsonNode.Parse(ExampleText.Spec().ToJson()), JsonNode.Parse(ExampleText.Json)).Should().BeTrue();

    [Fact]
    public void Members_are_written_in_the_documented_order_on_one_line() =>
        ModelSpec.FromJson(
                """
                { "input": { "width": 8, "height": 9, "channels": 1 },
                  "layers": [ { "outChannels": 4, "conv1Filters": null, "pointwise": null, "squeezeExcite": null, "type": "dsBlock" },
                              { "type": "averagePool" }, { "units": 2, "type": "fullyConnected" } ] }
                """)
            .ToJson().Should().Be(
                """{"version":1,"name":"model","input":{"channels":1,"height":9,"width":8}""" +
                ""","batchNorm":{"epsilon":1E-05,"momentum":0.1},"layers":[""" +
                """{"type":"dsBlock","conv1Filters":null,"conv1Kernel":1,"conv1Stride":1,"kernel":3,"stride":1,"outChannels":4""" +
                ""","pointwise":null,"squeezeExcite":null,"activation":"swish","swishBeta":1,"residual":false,"dropPath":0},""" +
                """{"type":"averagePool","kernel":2,"stride":2},{"type":"fullyConnected","units":2,"activation":"none"}]}""");

    [Fact]
    public void Indented_text_says_the_same_over_many_lines()
    {
        string text = ExampleText.Spec().ToJson(indented: true);

        text.Should().StartWith("{\n  \"version\": 1,\n  \"name\": \"fashion\",\n").And.NotContain("\r");
        ModelSpec.FromJson(text).Should().Be(ExampleText.Spec());
    }

    [Fact]
    public void Names_in_any_script_stay_readable() =>
        (ExampleText.Spec() with { Name = "Müller 猫 <b>" }).ToJson().Should().Contain("\"name\":\"Müller 猫 <b>\"");

    [Fact]
    public void A_name_that_no_text_file_can_hold_is_refused() =>
        FluentActions.Invoking(() => ExampleText.Spec() with { Name = "half \ud800" })
            .Should().ThrowExactly<InvalidSpecException>().Which.Message.Should().Be("Name must be valid Unicode. Received half a surrogate pair at index 5.");

    [Property(Arbitrary = [typeof(RandomSpecs)], Replay = "20240611,17", MaxTest = 500)]
    public void Reading_what_was_written_gives_an_equal_spec(ModelSpec spec)
    {
        string text = spec.ToJson();
        ModelSpec copy = ModelSpec.FromJson(text);

        copy.Should().Be(spec);
        copy.GetHashCode().Should().Be(spec.GetHashCode());
        copy.ToJson().Should().Be(text, "a text that was written once is stable");
        copy.Weights.Should().BeEquivalentTo(spec.Weights, options => options.WithStrictOrdering());
        ModelSpec.FromJson(spec.ToJson(indented: true)).Should().Be(spec);
    }
}
