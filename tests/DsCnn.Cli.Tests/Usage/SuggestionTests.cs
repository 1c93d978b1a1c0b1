namespace DsCnn.Cli.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] _known = ["train", "evaluate", "predict", "--epochs", "--batch-size", "--lr"];

    [Theory]
    [InlineData("trian", " Did you mean train?")]
    [InlineData("Train", " Did you mean train?")]
    [InlineData("eval", " Did you mean evaluate?")]
    [InlineData("--epoch", " Did you mean --epochs?")]
    [InlineData("-epochs", " Did you mean --epochs?")]
    [InlineData("--batch_size", " Did you mean --batch-size?")]
    [InlineData("--batchsize", " Did you mean --batch-size?")]
    [InlineData("fly", "")]
    [InlineData("--", "")]
    public void The_nearest_word_is_proposed_if_it_is_near(string typed, string expected) => Suggestion.For(typed, _known).Should().Be(expected);

    [Fact]
    public void Nobody_waits_for_a_guess_at_a_page_of_text() => Suggestion.For(new string('x', 1_000_000), _known).Should().BeEmpty();
}
