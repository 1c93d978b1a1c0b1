using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Records a histogram of every value, over known ranges.</summary>
internal sealed class HistogramObserver(IReadOnlyDictionary<string, ValueRange> ranges) : OperationObserver
{
    internal Dictionary<string, ValueHistogram> Histograms { get; } = ranges.ToDictionary(range => range.Key, range => new ValueHistogram(range.Value));

    internal override Tensor Value(string name, Tensor value)
    {
        if (!Histograms.TryGetValue(name, out ValueHistogram? histogram) || histogram.Range.Low == histogram.Range.High)
            return value;

        // TorchSharp's histc takes integers as bounds, so the values are scaled instead.
        using DisposeScope scope = NewDisposeScope();
        Tensor steps = (value - histogram.Range.Low) * (ValueHistogram.Bins / (histogram.Range.High - histogram.Range.Low));
        histogram.Add(steps.clamp_(0, ValueHistogram.Bins).histc(ValueHistogram.Bins, 0, ValueHistogram.Bins).cpu().data<float>().ToArray());
        return value;
    }
}
