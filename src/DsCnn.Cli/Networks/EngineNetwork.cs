namespace DsCnn.Cli;

/// <summary>A network run by <see cref="Classifier"/>: a model file in C#, or an ONNX file in ONNX Runtime, for which model files are exported in memory.</summary>
internal sealed class EngineNetwork : IRunnableNetwork
{
    private const int DefaultBatchSize = 32;

    private readonly Classifier _classifier;

    private EngineNetwork(string name, Classifier classifier, string noMaps) => (Name, _classifier, NoMaps) = (name, classifier, noMaps);

    public string Name { get; }

    public InputSpec Input => _classifier.Input;

    public IReadOnlyList<string>? Labels => _classifier.HasLabels ? _classifier.Labels : null;

    public bool IsMultiLabel => _classifier.Thresholds is not null;

    /// <summary>A classifier provides the outputs of a network, but no intermediate values.</summary>
    public string? NoMaps { get; }

    /// <param name="file">The network.</param>
    /// <param name="engine">The engine that runs it: a name of <see cref="EngineOption"/>.</param>
    /// <param name="options">The options of the classifier.</param>
    /// <param name="maxPixels">The most pixels that an image to classify may have, or null for the default.</param>
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

    public Explanation Explain(string path) => throw new NotSupportedException($"{Name} is {NoMaps}, which cannot explain its predictions.");

    public IReadOnlyList<Prediction> Predict(string path) => _classifier.Predict(path);

    public void Dispose() => _classifier.Dispose();
}
