namespace DsCnn.Tests;

public sealed class OnnxRuntimeOptionsTests
{
    [Fact]
    public void Impossible_options_are_refused_where_they_are_set()
    {
        Message(() => new OnnxRuntimeOptions { InterOpThreads = -1 }).Should().Be("InterOpThreads must be positive. Received: -1. (Parameter 'InterOpThreads')");
        Message(() => new OnnxRuntimeOptions { DeviceId = -1 }).Should().Be("DeviceId must be at least 0. Received: -1. (Parameter 'DeviceId')");

        static string Message(Func<object> make) => FluentActions.Invoking(make).Should().Throw<ArgumentException>().Which.Message;
    }

    [Fact]
    public void Options_of_every_engine_are_taken_over()
    {
        OnnxRuntimeOptions.From(new EngineOptions { IntraOpThreads = 3, Spinning = ThreadSpinning.Never }).Should()
            .Be(new OnnxRuntimeOptions { IntraOpThreads = 3, Spinning = ThreadSpinning.Never });
        var own = new OnnxRuntimeOptions { MemoryArena = false };
        OnnxRuntimeOptions.From(own).Should().BeSameAs(own);
    }

    public static TheoryData<EngineOptions> Engines =>
    [
        new() { IntraOpThreads = 1 },
        new OnnxRuntimeOptions { IntraOpThreads = 2, InterOpThreads = 2 },
        new() { Spinning = ThreadSpinning.WhileRunning },
        new() { Spinning = ThreadSpinning.Never },
        new OnnxRuntimeOptions { Optimization = GraphOptimization.None },
        new OnnxRuntimeOptions { Optimization = GraphOptimization.Basic },
        new OnnxRuntimeOptions { Optimization = GraphOptimization.Extended },
        new OnnxRuntimeOptions { MemoryArena = false, MemoryPattern = false },
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
