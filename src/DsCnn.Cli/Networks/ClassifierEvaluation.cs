using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DsCnn.Cli;

/// <summary>Measures a classifier on labeled images in the same way as <see cref="Evaluator"/> measures a <see cref="DsCnnModel"/>.</summary>
internal sealed class ClassifierEvaluation
{
    private const int TopClasses = 5;

    private readonly Classifier _classifier;
    private readonly IImageSource _images;
    private readonly int _batchSize;
    private readonly int _imageLength;
    private readonly int _classes;

    /// <summary>Whether the network has a single output: the probability of the second of two classes.</summary>
    private readonly bool _isBinary;
    private readonly int[]? _labels;
    private readonly int[] _predicted;
    private readonly float[] _probabilities;
    private readonly bool[] _has;
    private double _loss;
    private int _inTop;

    /// <exception cref="InvalidDataException">The images have more classes than the network.</exception>
    internal ClassifierEvaluation(Classifier classifier, string name, IImageSource images, int batchSize)
    {
        images = classifier.HasLabels ? images.WithClassNames(classifier.Labels) : images;
        (_classifier, _images) = (classifier, images);
        _batchSize = Math.Min(Math.Min(batchSize, images.Count), BatchLimit.Of(classifier.Input));
        _imageLength = classifier.Input.Shape.Elements;
        _classes = classifier.Labels.Count;
        _isBinary = classifier.Thresholds is not null && _classes == 1 && images is { IsMultiLabel: false, ClassNames.Count: 2 };
        if (images.ClassNames.Count > _classes && !_isBinary)
            throw new InvalidDataException($"{name} distinguishes {Quantity.Of(_classes, "class")}. Received images of {Quantity.Of(images.ClassNames.Count, "class")}.");
        if (images.IsMultiLabel && classifier.Thresholds is null)
            throw new InvalidDataException($"{name} assigns one class to each image. Received images with any number of labels.");
        _labels = images.IsMultiLabel ? null : [.. Enumerable.Range(0, images.Count).Select(images.GetLabel)];
        _predicted = new int[images.Count];
        int decisions = classifier.Thresholds is null || _isBinary ? 0 : checked(images.Count * _classes);
        (_probabilities, _has) = (new float[decisions], new bool[decisions]);
    }

    /// <summary>The images that were assigned a wrong class, once it has run.</summary>
    internal List<Mistake> Mistakes { get; } = [];

    internal EvaluationResult Run(IProgress<EvaluationProgress> progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        float[] numbers = new float[_batchSize * _imageLength];
        float[] probabilities = new float[checked(_batchSize * _classes)];
        for (int first = 0; first < _images.Count; first += _batchSize)
        {
            int count = Math.Min(_batchSize, _images.Count - first);
            Read(first, count, numbers, cancellationToken);
            Span<float> outputs = probabilities.AsSpan(0, count * _classes);
            Classify(first, numbers.AsSpan(0, count * _imageLength), outputs, cancellationToken);
            for (int i = 0; i < count; i++)
                Tally(first + i, _isBinary ? [1 - outputs[i], outputs[i]] : outputs.Slice(i * _classes, _classes));
            progress.Report(new EvaluationProgress { Images = first + count, Total = _images.Count });
        }

        return Result(watch.Elapsed);
    }

    private EvaluationResult Result(TimeSpan duration)
    {
        string[] names = [.. _images.ClassNames, .. _classifier.Labels.Skip(_images.ClassNames.Count)];
        ConfusionMatrix? confusion = _labels is null ? null : ConfusionMatrix.Count(names, _labels, _predicted);
        MultiLabelMetrics? labels = _classifier.Thresholds is { } thresholds && !_isBinary ? MultiLabelMetrics.Measure(names, _has, _probabilities, thresholds) : null;
        return new EvaluationResult
        {
            Accuracy = confusion?.Accuracy ?? labels!.ExactMatchRatio,
            Top5Accuracy = confusion is not null && _classes > TopClasses ? (double)_inTop / _images.Count : null,
            MeanAveragePrecision = labels?.MeanAveragePrecision,
            Loss = _loss / _images.Count,
            Images = _images.Count,
            Confusion = confusion,
            Labels = labels,
            Duration = duration,
        };
    }

    private void Classify(int first, ReadOnlySpan<float> numbers, Span<float> outputs, CancellationToken cancellationToken)
    {
        try
        {
            _classifier.Run(numbers, outputs, cancellationToken);
        }
        catch (InvalidDataException failure) when (failure.InnerException is NoNumbersException none)
        {
            int image = first + none.Image;
            throw none.For(_images is ImageFolder folder ? folder.GetPath(image) : $"image {image}");
        }
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
        if (_labels is not null)
            TallyClass(image, _labels[image], probabilities);
        if (_has.Length > 0)
            TallyLabels(image, probabilities);
        else
            _loss -= Logarithm(probabilities[_labels![image]]);
    }

    private void TallyLabels(int image, ReadOnlySpan<float> probabilities)
    {
        Span<bool> has = _has.AsSpan(image * _classes, _classes);
        _images.CopyLabels(image, has[.._images.ClassNames.Count]);
        probabilities.CopyTo(_probabilities.AsSpan(image * _classes));
        for (int i = 0; i < _classes; i++)
            _loss -= Logarithm(has[i] ? probabilities[i] : 1 - probabilities[i]) / _classes;
    }

    /// <summary>A probability that float32 cannot distinguish from 0 would make the mean infinite.</summary>
    private static double Logarithm(float probability) => Math.Log(Math.Max(probability, float.Epsilon));

    private void TallyClass(int image, int label, ReadOnlySpan<float> probabilities)
    {
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
        if (best != label)
            Mistakes.Add(new Mistake { Index = image, Actual = label, Predicted = best, Probability = probabilities[best] });
        if (before < TopClasses)
            _inTop++;
    }
}
