namespace DsCnn.Tests;

public sealed class ClassifierOptionsTests
{
    [Fact]
    public void Impossible_values_are_refused()
    {
        Message(() => new ClassifierOptions { TopK = 0 }).Should().Be("TopK must be positive. Received: 0. (Parameter 'TopK')");
        Message(() => new ClassifierOptions { BatchSize = 0 }).Should().Be("BatchSize must be at least 1 and at most 65536. Received: 0. (Parameter 'BatchSize')");
        Message(() => new ClassifierOptions { MaxPixels = 0 }).Should().Be("MaxPixels must be at least 1 and at most 268435456. Received: 0. (Parameter 'MaxPixels')");
        Message(() => new ClassifierOptions { Labels = ["a", null!] }).Should().Be("Labels must not be null. (Parameter 'Labels')");
        Message(() => new ClassifierOptions { Labels = ["a", "b", "a"] }).Should().Be("Labels must be different. Received twice: a. (Parameter 'Labels')");
        Message(() => new ClassifierOptions { Output = (ClassifierOutput)7 }).Should().Be("Output must be one of Probabilities, Logits, IndependentProbabilities, IndependentLogits. Received: 7. (Parameter 'Output')");
        Message(() => new EngineOptions { IntraOpThreads = 0 }).Should().Be("IntraOpThreads must be positive. Received: 0. (Parameter 'IntraOpThreads')");

        static string Message(Func<object> make) => FluentActions.Invoking(make).Should().Throw<ArgumentException>().Which.Message;
    }

    [Fact]
    public void Are_equal_where_they_say_the_same()
    {
        var one = new ClassifierOptions { Labels = ["a", "b"], Engine = new() { IntraOpThreads = 1 } };
        var other = new ClassifierOptions { Labels = ["a", "b"], Engine = new() { IntraOpThreads = 1 } };

        other.Should().Be(one);
        other.GetHashCode().Should().Be(one.GetHashCode());
        (other with { Labels = ["a", "c"] }).Should().NotBe(one);
        (other with { Engine = new() }).Should().NotBe(one);
    }
}
