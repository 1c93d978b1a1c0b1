using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Records the smallest and the largest number of every value.</summary>
internal sealed class RangeObserver : OperationObserver
{
    internal Dictionary<string, ValueRange> Ranges { get; } = [];

    internal override Tensor Value(string name, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        var seen = new ValueRange(value.min().item<float>(), value.max().item<float>());
        Ranges[name] = Ranges.GetValueOrDefault(name, ValueRange.Empty).With(seen);
        return value;
    }
}
