namespace DsCnn.Tests;

public sealed class ClassMatchTests
{
    [Theory]
    [InlineData("rose lily oak", "lily rose tulip", "2 of 3 classes keep their weights (lily, rose); 1 is new (tulip); 1 is dropped (oak)")]
    [InlineData("rose lily", "lily rose", "2 of 2 classes keep their weights (lily, rose)")]
    [InlineData("rose lily", "rose lily elm oak", "2 of 4 classes keep their weights (rose, lily); 2 are new (elm, oak)")]
    [InlineData("rose lily oak", "rose", "1 of 1 classes keeps its weights (rose); 2 are dropped (lily, oak)")]
    [InlineData("cat dog", "rose lily", "none of the 2 classes is known to the network, all are new (rose, lily); 2 are dropped (cat, dog)")]
    [InlineData("rose lily", "Rose lily", "1 of 2 classes keeps its weights (lily); 1 is new (Rose, which differs from rose only by case: use the same name to keep its weights); 1 is dropped (rose)")]
    [InlineData("a A", "A a", "2 of 2 classes keep their weights (A, a)")]
    [InlineData("", "a b c d e f g", "none of the 7 classes is known to the network, all are new (a, b, c, d, e and 2 more)")]
    public void What_becomes_of_the_classes_is_said_in_one_line(string known, string wanted, string line) =>
        ClassMatch.Of(known.Split(' ', StringSplitOptions.RemoveEmptyEntries), wanted.Split(' ')).ToString().Should().Be(line);

    [Fact]
    public void Names_match_however_their_letters_are_composed_and_equal_ones_first()
    {
        const string composed = "caf\u00e9", apart = "cafe\u0301";

        ClassMatch.Of(["x", composed], [apart, "x"]).Sources.Should().Equal(1, 0);
        ClassMatch.Of([apart, composed], [composed, apart]).Sources.Should().Equal(1, 0);
        ClassMatch.Of([composed], [apart, composed]).Sources.Should().Equal(null, 0);
        ClassMatch.Of([composed], [apart]).IsSame.Should().BeTrue();
        ClassMatch.Of(null, ["a"]).IsComplete.Should().BeFalse();
        ClassMatch.Of(["a", "b"], ["a"]).IsSame.Should().BeFalse();
        ClassMatch.Of(["a"], ["a", "a"]).Sources.Should().Equal(0, null);
    }
}
