namespace DsCnn.Cli;

/// <summary>A network that ONNX Runtime runs.</summary>
internal sealed class OnnxNetwork : IRunnableNetwork
{
    private const int DefaultBatchSize = 32;

    private readonly Classifier _classifier;

    private OnnxNetwork(string name, Classifier classifier) => (Name, _classifier) = (name, classifier);

    public string Name { get; }

    public InputSpec Input => _classifier.Input;

    public IReadOnlyList<string>? Labels => _classifier.HasLabels ? _classifier.Labels : null;

    public bool IsMultiLabel => _classifier.Thresholds is not null;

    /// <summary>ONNX Runtime gives a network's outputs, and nothing of what led to them.</summary>
    public bool HasMaps => false;

    internal static OnnxNetwork Load(FileInfo file, ClassifierOptions options, int? maxPixels)
    {
        var classifier = Classifier.Load(file.FullName, options with { MaxPixels = maxPixels ?? options.MaxPixels });
        return new OnnxNetwork(classifier.Spec?.Name ?? file.Name, classifier);
    }

    public EvaluationResult Evaluate(IImageSource images, int? batchSize, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken) =>
        new ClassifierEvaluation(_classifier, Name, images, batchSize ?? DefaultBatchSize).Run(progress, cancellationToken);

    public EvaluationReport Report(IImageSource images, string split, int? batchSize, int mistakes, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var evaluation = new ClassifierEvaluation(_classifier, Name, images, batchSize ?? DefaultBatchSize);
        EvaluationResult result = evaluation.Run(progress, cancellationToken);
        return new EvaluationReport(Name, result, images, Evaluator.MostCertain(evaluation.Mistakes, mistakes)) { Split = split };
    }

    public Explanation Explain(string path) => throw new NotSupportedException($"{Name} is an ONNX file, which cannot say what in a picture speaks for a class.");

    public IReadOnlyList<Prediction> Predict(string path) => _classifier.Predict(path);

    public void Dispose() => _classifier.Dispose();
}
