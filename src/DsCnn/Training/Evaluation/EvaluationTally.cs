using System.Diagnostics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DsCnn.Training;

/// <summary>Accumulates a network's predictions on labeled images, batch by batch.</summary>
internal sealed class EvaluationTally(IReadOnlyList<string> classNames, int[]? labels, Head head, int images, IReadOnlyList<Metric> metrics)
{
    private const int TopClasses = 5;

    private readonly int[] _predicted = new int[labels is null ? 0 : images];
    private readonly bool[] _has = new bool[head == Head.Sigmoid || metrics.Count > 0 ? checked(images * classNames.Count) : 0];
    private readonly float[] _probabilities = new float[head == Head.Sigmoid || metrics.Count > 0 ? checked(images * classNames.Count) : 0];
    private readonly List<double> _losses = [];
    private int _inTop;
    private int _first;
    private int _end;

    /// <summary>Adds a batch, with one copy from the device for each kind of result.</summary>
    internal void Add(int start, Batch batch, Tensor logits)
    {
        if (labels is not null)
            RankFirst(logits, labels.AsSpan(start, batch.Count), _predicted.AsSpan(start, batch.Count));
        if (_has.Length > 0)
            Keep(start * classNames.Count, batch.OwnTargets(classNames.Count), head == Head.Sigmoid ? logits.sigmoid() : logits.softmax(1));
        _first = _losses.Count == 0 ? start : _first;
        _end = start + batch.Count;
        _losses.Add(head == Head.Sigmoid
            ? nn.functional.binary_cross_entropy_with_logits(logits, batch.OwnTargets(classNames.Count), reduction: nn.Reduction.Sum).item<float>() / classNames.Count
            : nn.functional.cross_entropy(logits, batch.Labels!, reduction: nn.Reduction.Sum).item<float>());
    }

    /// <summary>Takes in what the other ranks measured, in the order of the images: all ranks end up with the figures of one that measures everything.</summary>
    internal void Gather(ICommunicator ranks)
    {
        int outputs = _has.Length == 0 ? 0 : classNames.Count;
        Collect(ranks, _predicted.AsSpan(), labels is null ? 0 : 1);
        Collect(ranks, _has.AsSpan(), outputs);
        Collect(ranks, _probabilities.AsSpan(), outputs);
        double[] losses = [.. ranks.AllGatherBytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_losses))).SelectMany(part => MemoryMarshal.Cast<byte, double>(part).ToArray())];
        _losses.Clear();
        _losses.AddRange(losses);
        _inTop = (int)ranks.Sum(_inTop);
    }

    /// <summary>Ranks have neighboring images.</summary>
    private void Collect<T>(ICommunicator ranks, Span<T> values, int perImage)
        where T : unmanaged
    {
        if (perImage == 0)
            return;
        byte[][] parts = ranks.AllGatherBytes(MemoryMarshal.AsBytes(values[(_first * perImage)..(_end * perImage)]));
        Span<byte> rest = MemoryMarshal.AsBytes(values);
        foreach (byte[] part in parts)
        {
            part.CopyTo(rest);
            rest = rest[part.Length..];
        }
    }

    internal EvaluationResult Result(IReadOnlyList<double>? thresholds, Stopwatch watch)
    {
        ConfusionMatrix? confusion = labels is null ? null : ConfusionMatrix.Count(classNames, labels, _predicted);
        MultiLabelMetrics? ofLabels = head == Head.Sigmoid ? MultiLabelMetrics.Measure(classNames, _has, _probabilities, thresholds) : null;
        return new EvaluationResult
        {
            Accuracy = confusion?.Accuracy ?? ofLabels!.ExactMatchRatio,
            Top5Accuracy = confusion is not null && classNames.Count > TopClasses ? (double)_inTop / images : null,
            MeanAveragePrecision = ofLabels?.MeanAveragePrecision,
            Loss = _losses.Sum() / images,
            Images = images,
            Confusion = confusion,
            Labels = ofLabels,
            Metrics = Measure(),
            Duration = watch.Elapsed,
        };
    }

    private IReadOnlyList<MetricValue> Measure()
    {
        var input = new MetricInput { Images = images, ClassNames = classNames, Head = head, Probabilities = _probabilities, Classes = labels, Targets = _has };
        return [.. metrics.Select(metric => new MetricValue(metric.Name, metric.Measure(input)))];
    }

    private void Keep(int position, Tensor targets, Tensor probabilities)
    {
        float[] has = targets.cpu().data<float>().ToArray();
        for (int i = 0; i < has.Length; i++)
            _has[position + i] = has[i] > 0;
        probabilities.cpu().data<float>().CopyTo(_probabilities, position);
    }

    /// <summary>Stores the most probable classes and counts the labels among the top 5.</summary>
    private void RankFirst(Tensor logits, ReadOnlySpan<int> actual, Span<int> predicted)
    {
        int width = (int)Math.Min(TopClasses, logits.shape[1]);
        long[] ranked = logits.topk(width, dim: 1).indexes.cpu().data<long>().ToArray();
        for (int i = 0; i < actual.Length; i++)
        {
            ReadOnlySpan<long> top = ranked.AsSpan(i * width, width);
            predicted[i] = (int)top[0];
            _inTop += top.Contains(actual[i]) ? 1 : 0;
        }
    }
}
