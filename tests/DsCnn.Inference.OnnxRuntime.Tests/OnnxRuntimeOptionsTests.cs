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

    [Fact]
    public void They_bring_the_engine_themselves() => new OnnxRuntimeOptions().Loader.Should().BeOfType<OnnxRuntimeLoader>();

    [Fact]
    public void For_a_model_file_they_are_refused()
    {
        var options = new ClassifierOptions { Engine = new OnnxRuntimeOptions() };
        string path = Path.Combine(AppContext.BaseDirectory, "fixtures", "classifier.model.safetensors");
        const string Message = "Engine must be EngineOptions for a model file, because ONNX Runtime does not run those. Received: OnnxRuntimeOptions for ";

        FluentActions.Invoking(() => Classifier.Load(path, options)).Should().Throw<ArgumentException>().WithMessage($"{Message}{path}. (Parameter 'options')");
        FluentActions.Invoking(() => Classifier.Load(File.ReadAllBytes(path), options)).Should().Throw<ArgumentException>().WithMessage($"{Message}The file. (Parameter 'options')");
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
