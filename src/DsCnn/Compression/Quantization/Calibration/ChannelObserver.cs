using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Quantization;

/// <summary>Records the largest magnitude of each channel of some values.</summary>
internal sealed class ChannelObserver(IEnumerable<string> values) : OperationObserver
{
    private readonly HashSet<string> _values = [.. values];

    internal Dictionary<string, float[]> Largest { get; } = [];

    internal override Tensor Value(string name, Tensor value)
    {
        if (!_values.Contains(name))
            return value;
        using DisposeScope scope = NewDisposeScope();
        float[] seen = value.abs().amax([0, 2, 3]).cpu().data<float>().ToArray();
        Largest[name] = Largest.TryGetValue(name, out float[]? before) ? [.. before.Zip(seen, Math.Max)] : seen;
        return value;
    }
}
