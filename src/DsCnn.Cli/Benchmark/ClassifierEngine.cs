namespace DsCnn.Cli;

/// <summary>An engine, used through <see cref="Classifier"/>.</summary>
internal sealed class ClassifierEngine : IBenchmarkedEngine
{
    private readonly Classifier _classifier;
    private readonly float[] _images;
    private readonly float[] _probabilities;

    internal ClassifierEngine(Func<ClassifierOptions, Classifier> load, EngineOptions engine, int batch)
    {
        Batch = batch;
        Threads = engine.IntraOpThreads ?? Environment.ProcessorCount;
        _classifier = load(new ClassifierOptions { Engine = engine, BatchSize = batch });
        _images = BatchLimit.RandomImages(batch, _classifier.Input);
        _probabilities = new float[checked(batch * _classifier.Labels.Count)];
    }

    public int Batch { get; }

    public int Threads { get; }

    public void Run() => _classifier.Run(_images, _probabilities);

    public void Dispose() => _classifier.Dispose();
}
