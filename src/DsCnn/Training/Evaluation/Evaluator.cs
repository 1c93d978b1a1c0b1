using System.Diagnostics;
using static TorchSharp.torch;

namespace DsCnn;

/// <summary>Measures networks on labelled images.</summary>
public static class Evaluator
{
    private const int DefaultBatchSize = 256;
    private const int TopClasses = 5;

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
    /// <returns>Accuracy, loss, confusion matrix and speed.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there are none.</exception>
    /// <exception cref="InvalidDataException">An image has a label that is none of the source's classes.</exception>
    public static EvaluationResult Evaluate(
        this DsCnnModel model, IImageSource source, int batchSize = DefaultBatchSize, IProgress<EvaluationProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        var pass = new EvaluationPass(model, source, batchSize);
        int[] predicted = new int[source.Count];
        double loss = 0;
        int inTop = 0;
        pass.Run(
            (start, labels, logits) =>
            {
                int count = (int)labels.shape[0];
                loss += nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>();
                inTop += RankedFirst(logits, pass.Labels.AsSpan(start, count), predicted.AsSpan(start, count));
                progress?.Report(new EvaluationProgress { Images = start + count, Total = source.Count });
            },
            cancellationToken);

        ConfusionMatrix confusion = ConfusionMatrix.Count(pass.ClassNames, pass.Labels, predicted);
        return new EvaluationResult
        {
            Accuracy = confusion.Accuracy,
            Top5Accuracy = pass.ClassNames.Count > TopClasses ? (double)inTop / source.Count : null,
            Loss = loss / source.Count,
            Images = source.Count,
            Confusion = confusion,
            Duration = watch.Elapsed,
        };
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
        pass.Run(
            (start, _, logits) =>
            {
                (Tensor probabilities, Tensor classes) = logits.softmax(1).max(1);
                float[] shares = probabilities.cpu().data<float>().ToArray();
                foreach ((int i, long predicted) in classes.cpu().data<long>().ToArray().Index())
                {
                    int actual = pass.Labels[start + i];
                    if (predicted != actual)
                        mistakes.Add(new Mistake { Index = start + i, Actual = actual, Predicted = (int)predicted, Probability = shares[i] });
                }
            },
            cancellationToken);
        return [.. mistakes.OrderByDescending(m => m.Probability).ThenBy(m => m.Index).Take(count)];
    }

    /// <summary>Writes down the most probable classes and counts the labels among the top 5, with one copy from the device for the whole batch.</summary>
    private static int RankedFirst(Tensor logits, ReadOnlySpan<int> labels, Span<int> predicted)
    {
        int width = (int)Math.Min(TopClasses, logits.shape[1]);
        long[] ranked = logits.topk(width, dim: 1).indexes.cpu().data<long>().ToArray();
        int inTop = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<long> top = ranked.AsSpan(i * width, width);
            predicted[i] = (int)top[0];
            if (top.Contains(labels[i]))
                inTop++;
        }

        return inTop;
    }
}
