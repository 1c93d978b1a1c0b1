using System.Diagnostics;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Evaluates networks on labeled images.</summary>
public static class Evaluator
{
    private const int DefaultBatchSize = 256;
    private const int DefaultMistakes = 24;

    /// <inheritdoc cref="Evaluate(DsCnnModel, IImageSource, int, IReadOnlyList{Metric}, IProgress{EvaluationProgress}, ICommunicator, CancellationToken)"/>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize, CancellationToken cancellationToken) =>
        Evaluate(model, source, batchSize, metrics: null, progress: null, communicator: null, cancellationToken);

    /// <summary>Evaluates a network. It runs in evaluation mode; its mode is restored afterward.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="metrics">Custom metrics to measure too, or null for none. All probabilities are kept in memory for them, images x classes.</param>
    /// <param name="progress">Receives every step, on the calling thread.</param>
    /// <param name="communicator">The ranks that share the images, each with the same network; all of them get the figures of all images, and cannot be canceled. Null to measure alone.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>Accuracy, loss, confusion matrix or figures of the labels, and speed.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is not one of the source's classes.</exception>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize = DefaultBatchSize, IReadOnlyList<Metric>? metrics = null, IProgress<EvaluationProgress>? progress = null,
        ICommunicator? communicator = null, CancellationToken cancellationToken = default) =>
        Measure(model, source, batchSize, mistakes: null, metrics, progress, communicator, cancellationToken);

    /// <summary>
    /// Evaluates a network as <see cref="Evaluate(DsCnnModel, IImageSource, int, IReadOnlyList{Metric}, IProgress{EvaluationProgress}, ICommunicator, CancellationToken)"/> does, and shows its most confident mistakes
    /// with the evidence in each picture for the wrong class.
    /// </summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="mistakes">The maximum number to show.</param>
    /// <param name="batchSize">Images per batch.</param>
    /// <param name="split">Which images these are, such as test, for the report.</param>
    /// <param name="progress">Receives every step, on the calling thread.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The report, which can be converted to a page; it contains the pictures.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is not one of the source's classes.</exception>
    public static EvaluationReport Report(
        this DsCnnModel model, IImageSource source, int mistakes = DefaultMistakes, int batchSize = DefaultBatchSize, string? split = null,
        IProgress<EvaluationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mistakes);
        var found = new List<Mistake>();
        EvaluationResult result = Measure(model, source, batchSize, found, metrics: null, progress, ranks: null, cancellationToken);
        return new EvaluationReport(model.Spec.Name, result, source, MostCertain(found, mistakes), MapSource.Exists(model.Spec) ? Explain : null) { Split = split };

        Explanation Explain(Mistake mistake)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return model.Explain(source, mistake.Index, mistake.Predicted);
        }
    }

    private static EvaluationResult Measure(
        DsCnnModel model, IImageSource source, int batchSize, List<Mistake>? mistakes, IReadOnlyList<Metric>? metrics, IProgress<EvaluationProgress>? progress,
        ICommunicator? ranks, CancellationToken cancellationToken)
    {
        metrics = Metric.Checked(metrics ?? [], nameof(metrics));
        var watch = Stopwatch.StartNew();
        var pass = new EvaluationPass(model, source, batchSize, ranks);
        var tally = new EvaluationTally(pass.ClassNames, pass.Labels, model.Spec.Head, source.Count, metrics);
        ranks.OrAbort(() =>
        {
            pass.Run(Add, ranks is null ? cancellationToken : CancellationToken.None);
            return tally;
        });
        if (ranks is not null)
            tally.Gather(ranks);
        return tally.Result(model.Thresholds, watch);

        void Add(int start, Batch batch, Tensor logits)
        {
            tally.Add(start, batch, logits);
            if (mistakes is not null && pass.Labels is { } labels)
                Collect(mistakes, logits, labels, start);
            progress?.Report(new EvaluationProgress { Images = start + batch.Count, Total = source.Count });
        }
    }

    /// <summary>Finds the images that a network misclassifies with the highest confidence. It runs in evaluation mode; its mode is restored afterward.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="count">The maximum number of mistakes.</param>
    /// <param name="cancellationToken">Cancels between steps.</param>
    /// <returns>The mistakes, the most confident first.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is not one of the source's classes.</exception>
    public static IReadOnlyList<Mistake> FindMistakes(
        this DsCnnModel model, IImageSource source, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var mistakes = new List<Mistake>();
        var pass = new EvaluationPass(model, source, DefaultBatchSize);
        int[] labels = pass.Labels ?? throw new ArgumentException(
            "Mistakes can only be found among images with one class each. Received: images with any number of labels, whose figures Evaluate gives for each label.", nameof(source));
        pass.Run((start, _, logits) => Collect(mistakes, logits, labels, start), cancellationToken);
        return MostCertain(mistakes, count);
    }

    private static void Collect(List<Mistake> mistakes, Tensor logits, int[] actual, int start)
    {
        (Tensor probabilities, Tensor classes) = logits.softmax(1).max(1);
        float[] shares = probabilities.cpu().data<float>().ToArray();
        foreach ((int i, long predicted) in classes.cpu().data<long>().ToArray().Index())
        {
            if (predicted != actual[start + i])
                mistakes.Add(new Mistake { Index = start + i, Actual = actual[start + i], Predicted = (int)predicted, Probability = shares[i] });
        }
    }

    internal static IReadOnlyList<Mistake> MostCertain(List<Mistake> mistakes, int count) =>
        [.. mistakes.OrderByDescending(m => m.Probability).ThenBy(m => m.Index).Take(count)];
}
