using FsCheck.Xunit;

namespace DsCnn.Tests;

/// <summary>Texts that are not even JSON, and texts broken at random: nothing but a SpecFormatException may come out.</summary>
public sealed class BrokenJsonTests
{
    public static TheoryData<string, string> Texts => new()
    {
        { "empty", "" },
        { "white space", " \n " },
        { "prose", "a network, please" },
        { "YAML", "version: 1" },
        { "cut short", ExampleText.Json[..100] },
        { "trailing comma in an object", ExampleText.Json.Replace("\"width\": 28 }", "\"width\": 28, }") },
        { "trailing comma in a list", ExampleText.Json.Replace("\"softmax\" } ]", "\"softmax\" }, ]") },
        { "comment", ExampleText.Json.Replace("\"layers\":", "/* the layers */ \"layers\":") },
        { "line comment", "// fashion\n" + ExampleText.Json },
        { "single quotes", ExampleText.Json.Replace('"', '\'') },
        { "NaN", ExampleText.Json.Replace("0.2", "NaN") },
        { "leading zero", ExampleText.Json.Replace("28", "028") },
        { "something after the end", ExampleText.Json + " {}" },
        { "deep arrays", new string('[', 100_000) },
        { "deep objects", string.Concat(Enumerable.Repeat("{\"input\":", 10_000)) },
        { "a zero byte", "\0" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_that_is_no_JSON_is_refused(string what, string json)
    {
        SpecFormatException exception =
            FluentActions.Invoking(() => ModelSpec.FromJson(json)).Should().ThrowExactly<SpecFormatException>(what).Which;

        exception.Place.Should().Be("spec");
        exception.Message.Should().StartWith("spec: expected JSON. ").And.NotContain("\n");
        exception.InnerException.Should().BeAssignableTo<System.Text.Json.JsonException>();
    }

    [Fact]
    public void Half_a_surrogate_pair_in_the_text_itself_is_refused() =>
        FluentActions.Invoking(() => ModelSpec.FromJson(ExampleText.Json.Replace("fashion", "\ud800")))
            .Should().ThrowExactly<SpecFormatException>()
            .WithMessage("spec: expected JSON in valid Unicode. It holds half a surrogate pair.");

    [Fact]
    public void The_message_of_a_refusal_is_one_line()
    {
        string[] texts =
        [
            """{ "in\nput": 1 }""",
            """{ "input": { "channels": 1, "height": 8, "width": 8 }, "layers": [ { "type": "a\nb" } ] }""",
            "{ \"input\": [\n1,\n2 ] }",
        ];

        foreach (string text in texts)
        {
            FluentActions.Invoking(() => ModelSpec.FromJson(text))
                .Should().ThrowExactly<SpecFormatException>().Which.Message.Should().NotContainAny("\n", "\r");
        }
    }

    [Property(Arbitrary = [typeof(Corruption)], Replay = "20240612,19", MaxTest = 2000)]
    public void A_text_corrupted_at_random_is_read_or_refused(CorruptText corrupt)
    {
        try
        {
            ModelSpec spec = ModelSpec.FromJson(corrupt.Text);
            ModelSpec.FromJson(spec.ToJson()).Should().Be(spec);
        }
        catch (SpecFormatException refusal)
        {
            refusal.Place.Should().NotBeNullOrEmpty();
            refusal.Message.Should().NotContain("\n");
        }
    }

    [Fact]
    public void Corruption_reaches_past_the_JSON_parser()
    {
        string[] messages = [.. Corruption.Sample(1000).Select(text => Refusal(text)).OfType<string>()];

        messages.Should().HaveCountGreaterThan(500).And.Contain(m => m.Contains("expected JSON"))
            .And.Contain(m => m.Contains("unknown member")).And.Contain(m => m.Contains("must be"))
            .And.Contain(m => m.Contains("expected a whole number")).And.Contain(m => m.Contains("twice"));

        static string? Refusal(string text)
        {
            try
            {
                ModelSpec.FromJson(text);
                return null;
            }
            catch (SpecFormatException refusal)
            {
                return refusal.Message;
            }
        }
    }
}
