namespace DsCnn.Inference;

/// <summary>The weights of a network in the form that its compilations need. The first compilation reads, folds and packs them one tensor at a time; compilations for features, which follow on demand, share them.</summary>
/// <remarks>How filters are packed depends on the network and the kernels, but not on the value to compute.</remarks>
/// <param name="source">Returns each tensor; none is requested twice.</param>
internal sealed class NetworkWeights(FoldedWeights source)
{
    private readonly Dictionary<string, float[]> _numbers = [];
    private readonly Dictionary<string, PackedFilters> _packed = [];
    private FoldedWeights? _source = source;

    /// <summary>Weights that are used directly, or that are few.</summary>
    internal float[] Numbers(WeightShape weight)
    {
        if (!_numbers.TryGetValue(weight.Name, out float[]? numbers))
            _numbers.Add(weight.Name, numbers = _source!.Read(weight).ToFloats());
        return numbers;
    }

    /// <summary>Ends reading: tensors that have not been requested can no longer be read.</summary>
    internal void Close() => _source = null;

    /// <summary>Filters in the order of the kernel.</summary>
    /// <param name="weight">The filters in file order.</param>
    /// <param name="pack">Packs them.</param>
    internal PackedFilters Packed(WeightShape weight, PackFilters pack)
    {
        if (!_packed.TryGetValue(weight.Name, out PackedFilters? filters))
            _packed.Add(weight.Name, filters = pack(_source!.Read(weight).AsFloats()));
        return filters;
    }
}

/// <summary>Packs the filters of a convolution, given in file order; none are given if only sizes are needed.</summary>
internal delegate PackedFilters PackFilters(ReadOnlySpan<float> weights);
