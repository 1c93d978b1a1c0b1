using System.Diagnostics;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Measures networks on labelled images.</summary>
public static class Evaluator
{
    private const int DefaultBatchSize = 256;

    /// <inheritdoc cref="Evaluate(DsCnnModel, IImageSource, int, IProgress{EvaluationProgress}, CancellationToken)"/>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize, CancellationToken cancellationToken) =>
        Evaluate(model, source, batchSize, progress: null, cancellationToken);

    /// <summary>Measures a network. It is put into evaluation mode and left in the mode it was in.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="progress">Told of every step, on the calling thread.</param>
    /// <param name="cancellationToken">Stops the work between two steps.</param>
    /// <returns>Accuracy, loss, confusion matrix or figures of the labels, and speed.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is none of the source's classes.</exception>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize = DefaultBatchSize, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var pass = new EvaluationPass(model, source, batchSize);
        var tally = new EvaluationTally(pass.ClassNames, pass.Labels, model.Spec.Head, source.Count);
        pass.Run(
            (start, batch, logits) =>
            {
                tally.Add(start, batch, logits);
                progress?.Report(new EvaluationProgress { Images = start + batch.Count, Total = source.Count });
            },
            cancellationToken);
        return tally.Result(model.Thresholds) with { Duration = watch.Elapsed };
    }

    /// <summary>Finds the images that a network is most certain about and wrong. It is put into evaluation mode and left in the mode it was in.</summary>
    /// <param name="model">The network, with a classifier.</param>
    /// <param name="source">The images, of the network's size.</param>
    /// <param name="count">At most how many.</param>
    /// <param name="cancellationToken">Stops the work between two steps.</param>
    /// <returns>The mistakes, the most certain first.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is none of the source's classes.</exception>
    public static IReadOnlyList<Mistake> FindMistakes(
        this DsCnnModel model, IImageSource source, int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var mistakes = new List<Mistake>();
        var pass = new EvaluationPass(model, source, DefaultBatchSize);
        int[] labels = pass.Labels ?? throw new ArgumentException(
            "Mistakes are found among images of one class each. Received: images with any number of labels, whose figures Evaluate gives for each label.", nameof(source));
        pass.Run(
            (start, _, logits) =>
            {
                (Tensor probabilities, Tensor classes) = logits.softmax(1).max(1);
                float[] shares = probabilities.cpu().data<float>().ToArray();
                foreach ((int i, long predicted) in classes.cpu().data<long>().ToArray().Index())
                {
                    int actual = labels[start + i];
                    if (predicted != actual)
                        mistakes.Add(new Mistake { Index = start + i, Actual = actual, Predicted = (int)predicted, Probability = shares[i] });
                }
            },
            cancellationToken);
        return [.. mistakes.OrderByDescending(m => m.Probability).ThenBy(m => m.Index).Take(count)];
    }
}
