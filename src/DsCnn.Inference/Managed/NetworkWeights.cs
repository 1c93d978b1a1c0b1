namespace DsCnn.Inference;

/// <summary>The weights of a network as its compilations need them. The first compilation has them read, folded and packed one tensor at a time; those of features, which follow whenever somebody asks, find them here and share them.</summary>
/// <remarks>How filters are packed depends on the network and its kernels, and not on the value for which a compilation is made.</remarks>
/// <param name="source">Gives each tensor; it is asked for none a second time.</param>
internal sealed class NetworkWeights(FoldedWeights source)
{
    private readonly Dictionary<string, float[]> _numbers = [];
    private readonly Dictionary<string, PackedFilters> _packed = [];
    private FoldedWeights? _source = source;

    /// <summary>Numbers that are used as they are, or that are few.</summary>
    internal float[] Numbers(WeightShape weight)
    {
        if (!_numbers.TryGetValue(weight.Name, out float[]? numbers))
            _numbers.Add(weight.Name, numbers = _source!.Read(weight).ToFloats());
        return numbers;
    }

    /// <summary>Ends reading: what has not been asked for cannot be any more.</summary>
    internal void Close() => _source = null;

    /// <summary>Filters in the order of the kernel.</summary>
    /// <param name="weight">The filters in the order of the file.</param>
    /// <param name="pack">Packs them.</param>
    internal PackedFilters Packed(WeightShape weight, PackFilters pack)
    {
        if (!_packed.TryGetValue(weight.Name, out PackedFilters? filters))
            _packed.Add(weight.Name, filters = pack(_source!.Read(weight).AsFloats()));
        return filters;
    }
}

/// <summary>Packs the filters of a convolution, in the order of the file; none are given where only sizes are of interest.</summary>
internal delegate PackedFilters PackFilters(ReadOnlySpan<float> weights);
