namespace DsCnn.Tests;

public sealed class ErrorTextTests
{
    [Fact]
    public void A_message_from_a_hostile_file_is_one_line_of_bounded_length_that_keeps_its_beginning_and_its_end()
    {
        string text = ErrorText.OneLine("s.json: " + new string('x', 5_000_000) + "\n\0\u2028. Known here: version.");

        text.Should().HaveLength(ErrorText.LongestMessage).And.StartWith("s.json: xxx").And.Contain("x ... x").And.EndWith("x   . Known here: version.");
        text.Any(char.IsControl).Should().BeFalse();
    }

    [Fact]
    public void No_character_is_cut_in_half()
    {
        string cats = string.Concat(Enumerable.Repeat("\U0001F408", 5000));

        foreach (string text in new[] { ErrorText.OneLine(cats), ErrorText.OneLine("x" + cats), ErrorText.Quote(cats), ErrorText.Quote("xy" + cats + "z") })
            text.Replace("\U0001F408", "", StringComparison.Ordinal).Any(char.IsSurrogate).Should().BeFalse();
    }

    [Fact]
    public void What_is_short_stays_as_it_is() => ErrorText.OneLine("layers[2].kernel: 猫").Should().Be("layers[2].kernel: 猫");

    [Theory]
    [InlineData("""{ "version": 1, "LONG": 2 }""")]
    [InlineData("""{ "version": "LONG" }""")]
    [InlineData("""{ "version": LONG }""")]
    [InlineData("""{ "input": { "LONG": 1 } }""")]
    public void Whatever_a_spec_says_its_refusal_is_short(string json)
    {
        var refusal = Assert.Throws<SpecFormatException>(() => ModelSpec.FromJson(json.Replace("LONG", new string('y', 1_000_000), StringComparison.Ordinal)));

        refusal.Message.Length.Should().BeLessThanOrEqualTo(ErrorText.LongestMessage);
        refusal.Place.Length.Should().BeLessThan(200);
    }
}
