using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DsCnn.Cli;

/// <summary>Measures a classifier on labelled images as <see cref="Evaluator"/> measures a <see cref="DsCnnModel"/>.</summary>
internal sealed class ClassifierEvaluation
{
    private const int TopClasses = 5;

    private readonly Classifier _classifier;
    private readonly IImageSource _images;
    private readonly int _batchSize;
    private readonly int _imageLength;
    private readonly int _classes;
    private readonly int[] _labels;
    private readonly int[] _predicted;
    private double _loss;
    private int _inTop;

    /// <exception cref="InvalidDataException">The images have more classes than the network.</exception>
    internal ClassifierEvaluation(Classifier classifier, string name, IImageSource images, int batchSize)
    {
        (_classifier, _images) = (classifier, images);
        _batchSize = Math.Min(Math.Min(batchSize, images.Count), BatchLimit.Of(classifier.Input));
        _imageLength = (int)classifier.Input.Shape.Elements;
        _classes = classifier.Labels.Count;
        if (images.ClassNames.Count > _classes)
            throw new InvalidDataException($"{name} tells {_classes} classes apart. Received images of {images.ClassNames.Count} classes.");
        _labels = [.. Enumerable.Range(0, images.Count).Select(images.GetLabel)];
        _predicted = new int[images.Count];
    }

    internal EvaluationResult Run(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        float[] numbers = new float[_batchSize * _imageLength];
        float[] probabilities = new float[checked(_batchSize * _classes)];
        for (int first = 0; first < _images.Count; first += _batchSize)
        {
            int count = Math.Min(_batchSize, _images.Count - first);
            Read(first, count, numbers, cancellationToken);
            Span<float> outputs = probabilities.AsSpan(0, count * _classes);
            _classifier.Run(numbers.AsSpan(0, count * _imageLength), outputs, cancellationToken);
            for (int i = 0; i < count; i++)
                Tally(first + i, outputs.Slice(i * _classes, _classes));
        }

        var confusion = ConfusionMatrix.Count(
            [.. _images.ClassNames, .. _classifier.Labels.Skip(_images.ClassNames.Count)], _labels, _predicted);
        return new EvaluationResult
        {
            Accuracy = confusion.Accuracy,
            Top5Accuracy = _classes > TopClasses ? (double)_inTop / _images.Count : null,
            Loss = _loss / _images.Count,
            Images = _images.Count,
            Confusion = confusion,
            Duration = watch.Elapsed,
        };
    }

    private void Read(int first, int count, float[] numbers, CancellationToken cancellationToken)
    {
        try
        {
            var parallel = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
            Parallel.For(0, count, parallel, () => new byte[_imageLength], ReadOne, _ => { });
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }

        byte[] ReadOne(int i, ParallelLoopState state, byte[] pixels)
        {
            _images.CopyPixels(first + i, pixels);
            _classifier.Preprocess(pixels, numbers.AsSpan(i * _imageLength, _imageLength));
            return pixels;
        }
    }

    private void Tally(int image, ReadOnlySpan<float> probabilities)
    {
        int label = _labels[image];
        int best = 0;
        int before = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            if (probabilities[i] > probabilities[best])
                best = i;
            if (probabilities[i] > probabilities[label] || (probabilities[i] == probabilities[label] && i < label))
                before++;
        }

        _predicted[image] = best;
        if (before < TopClasses)
            _inTop++;
        // What float32 cannot tell from 0 would make the mean infinite.
        _loss -= Math.Log(Math.Max(probabilities[label], float.Epsilon));
    }
}
