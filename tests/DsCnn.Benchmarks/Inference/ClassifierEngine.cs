namespace DsCnn.Benchmarks;

/// <summary>The inference package as it is used, with numbers.</summary>
internal sealed class ClassifierEngine : IEngine
{
    private readonly Classifier _classifier;
    private readonly float[] _input;
    private readonly float[] _probabilities;

    internal ClassifierEngine(Workload workload, string file)
    {
        _classifier = Classifier.Load(
            Path.Combine(workload.Folder!, file),
            new ClassifierOptions { BatchSize = workload.Batch, Engine = new EngineOptions { IntraOpThreads = workload.Threads } });
        Version = file.EndsWith(".onnx", StringComparison.Ordinal)
            ? $"DsCnn.Inference.OnnxRuntime on ONNX Runtime {OnnxRuntimeEngine.RuntimeVersion}"
            : $"DsCnn.Inference on {ManagedEngine.Instructions}";
        _input = workload.Numbers();
        _probabilities = new float[workload.Batch * _classifier.Labels.Count];
    }

    public string Version { get; }

    public long? Parameters => null;

    public void Step() => _classifier.Run(_input, _probabilities);

    public void Dispose() => _classifier.Dispose();
}
