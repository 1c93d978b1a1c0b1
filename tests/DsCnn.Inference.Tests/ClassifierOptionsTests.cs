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
        Message(() => new EngineOptions { InterOpThreads = -1 }).Should().Be("InterOpThreads must be positive. Received: -1. (Parameter 'InterOpThreads')");
        Message(() => new EngineOptions { DeviceId = -1 }).Should().Be("DeviceId must be at least 0. Received: -1. (Parameter 'DeviceId')");

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

    public static TheoryData<EngineOptions> Engines =>
    [
        new() { IntraOpThreads = 1 },
        new() { IntraOpThreads = 2, InterOpThreads = 2 },
        new() { Spinning = ThreadSpinning.WhileRunning },
        new() { Spinning = ThreadSpinning.Never },
        new() { Optimization = GraphOptimization.None },
        new() { Optimization = GraphOptimization.Basic },
        new() { Optimization = GraphOptimization.Extended },
        new() { MemoryArena = false, MemoryPattern = false },
    ];

    [Theory]
    [MemberData(nameof(Engines))]
    public void Every_way_to_compute_gives_the_same_answers(EngineOptions engine)
    {
        byte[] file = OnnxExporter.ToBytes(Classifiers.Small);
        using var plain = Classifier.Load(file);
        using var other = Classifier.Load(file, new ClassifierOptions { Engine = engine });
        float[] input = Classifiers.Noise(plain, 5);

        Classifiers.Run(other, input).ShouldBeClose([.. Classifiers.Run(plain, input).Select(p => (double)p)], 1e-6);
    }
}
