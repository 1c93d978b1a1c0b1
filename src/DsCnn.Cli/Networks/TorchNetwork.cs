using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Cli;

/// <summary>A network run by libtorch.</summary>
internal sealed class TorchNetwork : IRunnableNetwork
{
    private const int DefaultBatchSize = 256;
    private const double DefaultThreshold = 0.5;

    private readonly DsCnnModel _model;
    private readonly int _maxPixels;

    private TorchNetwork(DsCnnModel model, int maxPixels) => (_model, _maxPixels) = (model, maxPixels);

    public string Name => _model.Spec.Name;

    public InputSpec Input => _model.Spec.Input;

    public IReadOnlyList<string>? Labels => _model.Labels;

    public bool IsMultiLabel => _model.Spec.Head == Head.Sigmoid;

    public string? NoMaps => null;

    /// <param name="path">A model file.</param>
    /// <param name="prepare">Loads libtorch, once it is clear that it is needed.</param>
    /// <param name="maxPixels">The most pixels that an image to classify may have, or null for the default.</param>
    /// <exception cref="NotSupportedException">The network is not an image classifier.</exception>
    internal static TorchNetwork Load(FileInfo path, Func<Device> prepare, int? maxPixels)
    {
        var file = ModelFile.Read(path.FullName);
        return file.Spec.Output.IsVector
            ? new TorchNetwork(DsCnnModel.From(file, prepare()), maxPixels ?? new ImageFolderOptions().MaxPixels)
            : throw new NotSupportedException($"{file.Spec.Name} outputs maps of {file.Spec.Output}, not classes.");
    }

    public EvaluationResult Evaluate(IImageSource images, int? batchSize, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken) =>
        _model.Evaluate(images, batchSize ?? DefaultBatchSize, progress: progress, cancellationToken: cancellationToken);

    public EvaluationReport Report(IImageSource images, string split, int? batchSize, int mistakes, IProgress<EvaluationProgress> progress, CancellationToken cancellationToken) =>
        _model.Report(images, mistakes, batchSize ?? DefaultBatchSize, split, progress, cancellationToken);

    public Explanation Explain(string path) => _model.Explain(path, maxPixels: _maxPixels);

    public IReadOnlyList<Prediction> Predict(string path)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable gradientsOff = no_grad();
        Tensor image = ImageBatch.FromFile(path, Input, _model.Preprocessing, _model.Device, _maxPixels);
        Tensor logits = _model.Logits(image);
        float[] probabilities = (IsMultiLabel ? logits.sigmoid() : logits.softmax(1)).cpu().data<float>().ToArray();
        if (probabilities.Any(p => !float.IsFinite(p)))
            throw new InvalidDataException($"{Name} outputs NaN or infinite values for {path}: its weights are damaged.");
        IReadOnlyList<double>? thresholds = IsMultiLabel ? _model.Thresholds ?? [.. probabilities.Select(_ => DefaultThreshold)] : null;
        return Ranking.Of(probabilities, Labels ?? ClassLabels.Complete([], probabilities.Length), thresholds, top: null);
    }

    public void Dispose() => _model.Dispose();
}
