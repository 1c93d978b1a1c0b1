namespace DsCnn.Cli;

/// <summary>A network that <see cref="Classifier"/> runs: a model file in C#, an ONNX file in ONNX Runtime, where a model file is exported for it in memory.</summary>
internal sealed class EngineNetwork : IRunnableNetwork
{
    private const int DefaultBatchSize = 32;

    private readonly Classifier _classifier;

    private EngineNetwork(string name, Classifier classifier, string noMaps) => (Name, _classifier, NoMaps) = (name, classifier, noMaps);

    public string Name { get; }

    public InputSpec Input => _classifier.Input;

    public IReadOnlyList<string>? Labels => _classifier.HasLabels ? _classifier.Labels : null;

    public bool IsMultiLabel => _classifier.Thresholds is not null;

    /// <summary>A classifier gives a network's outputs, and nothing of what led to them.</summary>
    public string? NoMaps { get; }

    /// <param name="file">The network.</param>
    /// <param name="engine">What runs it: a name of <see cref="EngineOption"/>.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="maxPixels">What a picture may have that is predicted, or null for the default.</param>
    internal static EngineNetwork Load(FileInfo file, string engine, ClassifierOptions options, int? maxPixels)
    {
        options = options with { MaxPixels = maxPixels ?? options.MaxPixels };
        bool isOnnx = EngineOption.IsOnnx(file);
        Classifier classifier =
            isOnnx ? Classifier.Load(file.FullName, options)
            : engine == EngineOption.Managed ? Classifier.Load(ModelFile.Read(file.FullName), options)
            : Classifier.Load(OnnxExporter.ToBytes(ModelFile.Read(file.FullName)), options);
        return new EngineNetwork(classifier.Spec?.Name ?? file.Name, classifier, isOnnx ? "an ONNX file" : $"run by --engine {engine}");
    }

    public EvaluationResult Evaluate(IImageSource images, int? batchSize, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken) =>
        new ClassifierEvaluation(_classifier, Name, images, batchSize ?? DefaultBatchSize).Run(progress, cancellationToken);

    public EvaluationReport Report(IImageSource images, string split, int? batchSize, int mistakes, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var evaluation = new ClassifierEvaluation(_classifier, Name, images, batchSize ?? DefaultBatchSize);
        EvaluationResult result = evaluation.Run(progress, cancellationToken);
        return new EvaluationReport(Name, result, images, Evaluator.MostCertain(evaluation.Mistakes, mistakes)) { Split = split };
    }

    public Explanation Explain(string path) => throw new NotSupportedException($"{Name} is {NoMaps}, which cannot say what in a picture speaks for a class.");

    public IReadOnlyList<Prediction> Predict(string path) => _classifier.Predict(path);

    public void Dispose() => _classifier.Dispose();
}
